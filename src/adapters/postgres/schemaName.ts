const SCHEMA = /^[a-z_][a-z0-9_]{0,62}$/

/** The host gave a schema name that we do not put into SQL. */
export class InvalidSchemaName extends Error {
  readonly type = 'InvalidSchemaName'
  constructor(readonly schema: string) {
    super(`schema must be 1 to 63 of a-z 0-9 _ and begin with a letter or _, not ${JSON.stringify(schema)}`)
    this.name = 'InvalidSchemaName'
  }
}

/** Names that need no care in SQL, a shell or a URL. */
export const isSchemaName = (schema: string): boolean => SCHEMA.test(schema)

/** The name as SQL takes it; our statements qualify every table with it. Throws `InvalidSchemaName`. */
export const quotedSchema = (schema: string): string => {
  if (!isSchemaName(schema)) throw new InvalidSchemaName(schema)
  return `"${schema}"`
}
