import { RowsRefused } from '../../application/refusedRows.js'
import { isOfOne } from './appendFailure.js'

const told = (error: object, field: string): string | undefined => {
  const value: unknown = Object.getOwnPropertyDescriptor(error, field)?.value
  return typeof value === 'string' ? value : undefined
}

/** Of rows that Postgres refuses it is told so; its own message may quote what they hold. */
export const orRefused = async <A>(table: string, work: () => Promise<A>): Promise<A> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error) || !isOfOne(error)) throw error
    throw new RowsRefused(
      told(error, 'code') ?? '22000',
      told(error, 'table') ?? table,
      told(error, 'constraint'),
    )
  }
}
