import { CommanderError } from '@commander-js/extra-typings'

/** What was asked cannot be meant; the process exits with 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** It was understood but could not be done; the process exits with 1. The message is for the user as it is. */
export class CommandFailed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CommandFailed'
  }
}

/** One clear line (or a few where a server's last words belong to it), without a stack. */
export const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.message === '') return messageOf(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  return error.message === '' ? error.name : error.message
}

/** 2 for wrong usage, 1 for everything else; 0 where help or the version was asked for and given. */
export const exitCodeOf = (error: unknown): 0 | 1 | 2 => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  return error instanceof UsageError ? 2 : 1
}
