import { Command } from '@commander-js/extra-typings'
import type { Context } from '../context.js'
import { auditDiff } from './auditDiff.js'
import { auditCheckpoint } from './auditCheckpoint.js'
import { auditExport } from './auditExport.js'
import { auditKeygen } from './auditKeygen.js'
import { auditProve } from './auditProve.js'
import { auditRecompute } from './auditRecompute.js'
import { auditReplay } from './auditReplay.js'
import { auditVerify } from './auditVerify.js'

export const auditCommands = (context: Context) =>
  new Command('audit')
    .description('check what is told against the events, and tell the past from them')
    .addCommand(auditKeygen(context))
    .addCommand(auditCheckpoint(context))
    .addCommand(auditVerify(context))
    .addCommand(auditProve(context))
    .addCommand(auditExport(context))
    .addCommand(auditRecompute(context))
    .addCommand(auditReplay(context))
    .addCommand(auditDiff(context))
