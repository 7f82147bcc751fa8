import type { Rebuild, RebuildStep, Standing } from '../../../application/generations.js'
import type { Row } from '../queries/reader.js'
import { instant, optionalBig, optionalText, text } from './columns.js'
import { quoted } from './layout.js'
import type { Tell } from './operatorSession.js'

const steps: Readonly<Record<string, RebuildStep>> = {
  prepared: 'prepared',
  filled: 'filled',
  indexed: 'indexed',
  verified: 'verified',
  swapped: 'swapped',
}

const rebuildIn = (row: Row): Rebuild => ({
  id: text(row, 'id'),
  projection: text(row, 'projection'),
  step: steps[text(row, 'step')] ?? 'prepared',
  version: Number(text(row, 'version')),
  fingerprint: text(row, 'fingerprint'),
  startedAt: instant(row, 'started_at'),
  updatedAt: instant(row, 'updated_at'),
  position: optionalBig(row, 'position'),
})

export const standingIn = (row: Row): Standing => {
  const [commit, prepare] = [optionalBig(row, 'commit_position'), optionalBig(row, 'prepare_position')]
  return {
    name: text(row, 'name'),
    version: Number(text(row, 'version')),
    fingerprint: optionalText(row, 'fingerprint'),
    position: commit === undefined || prepare === undefined ? undefined : { commit, prepare },
    eventId: optionalText(row, 'event_id'),
    incarnation: text(row, 'incarnation'),
  }
}

const COLUMNS = 'id, projection, step, version, fingerprint, started_at, updated_at, position'

/** The rebuilds that were begun, one row each. `schema` is the live one. */
export const rebuildsIn = (schema: string) => {
  const table = `${quoted(schema)}.projection_rebuilds`
  return {
    all: async (tell: Tell): Promise<ReadonlyArray<Rebuild>> =>
      (await tell(`SELECT ${COLUMNS} FROM ${table} ORDER BY started_at, projection`)).map(rebuildIn),

    begin: async (
      tell: Tell,
      {
        id,
        projection,
        version,
        fingerprint,
      }: Pick<Rebuild, 'id' | 'projection' | 'version' | 'fingerprint'>,
    ): Promise<Rebuild> => {
      const [row] = await tell(
        `INSERT INTO ${table} AS r (projection, id, step, version, fingerprint, started_at, updated_at)
           VALUES ($1, $2::uuid, 'prepared', $3::int4, $4, clock_timestamp(), clock_timestamp())
         ON CONFLICT (projection) DO UPDATE SET
           id = excluded.id, step = excluded.step, version = excluded.version, fingerprint = excluded.fingerprint,
           started_at = excluded.started_at, updated_at = excluded.updated_at, position = NULL
         RETURNING ${COLUMNS}`,
        [projection, id, version, fingerprint],
      )
      return rebuildIn(row ?? {})
    },

    reached: async (tell: Tell, projection: string, step: RebuildStep): Promise<void> => {
      await tell(`UPDATE ${table} SET step = $2, updated_at = clock_timestamp() WHERE projection = $1`, [
        projection,
        step,
      ])
    },

    /** In the transaction of the swap: where the tables stand that are live now. */
    swapped: async (tell: Tell, projection: string): Promise<void> => {
      await tell(
        `UPDATE ${table} SET step = 'swapped', updated_at = clock_timestamp(), position = (
             SELECT min(commit_position) FROM ${quoted(schema)}.projection_checkpoints
              WHERE name = $1 OR starts_with(name, $1 || '#'))
          WHERE projection = $1`,
        [projection],
      )
    },

    end: async (tell: Tell, projection: string): Promise<void> => {
      await tell(`DELETE FROM ${table} WHERE projection = $1`, [projection])
    },
  }
}
