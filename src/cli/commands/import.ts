import { Command } from '@commander-js/extra-typings'
import type { Context } from '../context.js'
import { importOlistCommand } from './importOlist.js'

export const importCommands = (context: Context) =>
  new Command('import')
    .description('take the history of a marketplace')
    .addCommand(importOlistCommand(context))
