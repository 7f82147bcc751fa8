import { userInfo } from 'node:os'
import { InvalidArgumentError, Option, type Command } from '@commander-js/extra-typings'
import type { Operator } from '../application/operations.js'
import { Actor } from '../domain/kernel/ids.js'

const REASON_MAX = 500

const operatorName = (text: string): string => {
  if (!Actor.is(`operator:${text}`))
    throw new InvalidArgumentError('It must be 1 to 100 of A-Z a-z 0-9 _ . ~ : - and nothing else.')
  return text
}

const reasonText = (text: string): string => {
  if (text === '' || text.length > REASON_MAX || /[\0\p{Surrogate}]/u.test(text))
    throw new InvalidArgumentError(`It must be 1 to ${REASON_MAX} characters.`)
  return text
}

/** What commands take besides whose doing is an event: it tells who did it and why. */
export const withOperator = <A extends Array<unknown>, O extends Record<string, unknown>>(
  command: Command<A, O>,
) =>
  command
    .addOption(
      new Option('--operator <name>', 'who does it, as the log will tell (default: the user of this machine)')
        .env('COMPTOIR_OPERATOR')
        .argParser(operatorName),
    )
    .addOption(new Option('--reason <text>', 'why, as the log will tell').argParser(reasonText))

const userName = (): string => {
  try {
    return userInfo().username
  } catch {
    // A user without an entry, as in containers.
    return 'unknown'
  }
}

export const operatorOf = ({
  operator,
  reason,
}: {
  readonly operator?: string | undefined
  readonly reason?: string | undefined
}): Operator => {
  const name =
    operator ??
    userName()
      .replaceAll(/[^A-Za-z0-9_.~-]/g, '-')
      .slice(0, 100)
  return { actor: `operator:${name}`, reason }
}
