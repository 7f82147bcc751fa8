import { Command } from '@commander-js/extra-typings'
import type { Context } from '../context.js'
import { auditDiff } from './auditDiff.js'
import { auditReplay } from './auditReplay.js'

export const auditCommands = (context: Context) =>
  new Command('audit')
    .description('check what is told against the events, and tell the past from them')
    .addCommand(auditReplay(context))
    .addCommand(auditDiff(context))
