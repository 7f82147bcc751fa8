import { InvalidSchemaName, isSchemaName, quotedSchema } from '../schemaName.js'

/** Where the generations of the read models are. */
export interface Schemas {
  readonly live: string
  /** Of what is being built. */
  readonly next: string
  /** Of what the last rebuild replaced. */
  readonly previous: string
}

/** Throws `InvalidSchemaName` where there is no room for the names beside it. */
export const schemasBeside = (live: string): Schemas => {
  quotedSchema(live)
  const [next, previous] = [`${live}_next`, `${live}_previous`]
  if (!isSchemaName(next) || !isSchemaName(previous)) throw new InvalidSchemaName(previous)
  return { live, next, previous }
}
