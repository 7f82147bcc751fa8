import { isSchemaName, quotedSchema } from '../schemaName.js'
import { statement, type Ask } from './reader.js'
import { count, optional, present, text } from './row.js'

/** A read model that is being made anew beside the live one. */
export interface RebuildUnderWay {
  readonly projection: string
  readonly version: number
  /** What is done of it. */
  readonly step: string
  /** Of the last event that it has taken in; absent before the first. */
  readonly position?: string
}

/** The rebuilds that have begun and not taken their places. Throws `InvalidSchemaName`. */
export const rebuildsUnderWay = (ask: Ask, schema: string) => {
  const [live, next] = [quotedSchema(schema), `${schema}_next`]
  const rebuilds = (position: string) =>
    `SELECT r.projection, r.version, r.step, ${position} AS position FROM ${live}.projection_rebuilds r
       WHERE r.step <> 'swapped' ORDER BY r.projection`
  const begun = statement('rebuilds_begun', rebuilds('NULL'))
  const place = statement(
    'rebuilds_place',
    `SELECT to_regclass('${next}.projection_checkpoints')::text AS found`,
  )
  // One that is taken in by parts is where the last of them is.
  const filled = statement(
    'rebuilds_filled',
    rebuilds(`(SELECT min(c.commit_position) FROM ${next}.projection_checkpoints c
                 WHERE c.name = r.projection OR starts_with(c.name, r.projection || '#'))`),
  )
  return async (): Promise<ReadonlyArray<RebuildUnderWay>> => {
    const [there] = isSchemaName(next) ? await ask(place, []) : []
    const isThere = there !== undefined && optional(there, 'found') !== undefined
    return (await ask(isThere ? filled : begun, [])).map((row) => ({
      projection: text(row, 'projection'),
      version: count(row, 'version'),
      step: text(row, 'step'),
      ...present({ position: optional(row, 'position') }),
    }))
  }
}
