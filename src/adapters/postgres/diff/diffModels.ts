import type { Pool } from 'pg'
import { nameOfRow, type Fold, type ModelDiff, type RowDifference } from '../../../application/auditDiff.js'
import { placeIn, type Places } from '../../../application/places.js'
import type { ReadStore } from '../../../application/ports.js'
import { projectionOf } from '../../../application/shard.js'
import type { TableShape } from '../../../projections/table.js'
import { withScratch } from '../generations/lentScratch.js'
import { withOperator, type Tell } from '../generations/operatorSession.js'
import type { Row } from '../queries/reader.js'
import { postgresReadStore } from '../readStore.js'
import { quotedSchema } from '../schemaName.js'
import { diffSql } from './tableDiff.js'

export interface DiffOptions {
  readonly pool: Pool
  readonly schema: string
  readonly fold: Fold
  /** Rows that are told of each table; default 20. All are counted. */
  readonly shown?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** For a row that a read model is writing. */
const LOCK_MS = 10_000

const positionsIn = async (
  tell: Tell,
  schema: string,
  names: ReadonlyArray<string>,
  lock: '' | 'FOR UPDATE',
): Promise<Places> => {
  const rows = await tell(
    `SELECT name, commit_position, prepare_position FROM ${schema}.projection_checkpoints
       WHERE split_part(name, '#', 1) = ANY ($1::text[]) ORDER BY name ${lock}`,
    [names],
  )
  return new Map(
    rows.map((row) => {
      const [commit, prepare] = [row['commit_position'] ?? undefined, row['prepare_position'] ?? undefined]
      const isNowhere = commit === undefined || prepare === undefined
      return [row['name'] ?? '', isNowhere ? undefined : { commit: BigInt(commit), prepare: BigInt(prepare) }]
    }),
  )
}

const differenceIn = (table: TableShape, row: Row): RowDifference => {
  const key = table.key.map((_, i) => row[`k${i}`] ?? '')
  const name = { table: table.name, key }
  if (row['missing'] === 'true') return { ...name, kind: 'MISSING' }
  if (row['extra'] === 'true') return { ...name, kind: 'EXTRA' }
  const columns = Object.keys(table.columns)
  const at = columns.findIndex((_, i) => row[`l${i}`] !== row[`f${i}`])
  return {
    ...name,
    kind: 'CHANGED',
    column: columns[at] ?? '',
    found: row[`l${at}`] ?? null,
    expected: row[`f${at}`] ?? null,
  }
}

/**
 * Compares every table of these read models with the fold of the log, which is made beside them in the scratch schema
 * `<schema>_audit`. Both sides are as of the same event: for the last events, which take moments, the checkpoints are held. Rejects
 * with `ScratchInUse` where another comparison is under way, with `SchemaNotOurs` where the scratch schema's name is taken.
 */
export const diffModels = async ({
  pool,
  schema,
  fold,
  shown = 20,
  signal,
}: DiffOptions): Promise<ReadonlyArray<ModelDiff>> => {
  const [live, scratch] = [quotedSchema(schema), `${schema}_audit`]
  const folded = quotedSchema(scratch)
  const { projections } = fold
  const names = projections.map(({ name }) => name)
  const tables = projections.flatMap((projection) => projection.tables)
  const withSession = <A>(use: (tell: Tell) => Promise<A>): Promise<A> =>
    withOperator(pool, { signal, lockMs: LOCK_MS }, use)

  const compared = async (tell: Tell, there: Places): Promise<ReadonlyArray<ModelDiff>> => {
    const made = await positionsIn(tell, folded, names, '')
    const found: Array<ModelDiff> = []
    for (const projection of projections) {
      const { name } = projection
      const lanes = [...there.keys()].filter((lane) => projectionOf(lane) === name)
      if (lanes.length === 0) {
        const notCompared = 'it has no checkpoint: it never started'
        found.push({ name, differing: 0, differences: [], notCompared })
        continue
      }
      const position = placeIn(there, name)
      if (lanes.some((lane) => made.get(lane)?.commit !== there.get(lane)?.commit)) {
        const notCompared = `the fold stopped at position ${placeIn(made, name)?.commit ?? 0n}`
        found.push({
          name,
          ...(position && { position: position.commit }),
          differing: 0,
          differences: [],
          notCompared,
        })
        continue
      }
      let differing = 0
      const differences: Array<RowDifference> = []
      for (const table of projection.tables) {
        signal?.throwIfAborted()
        const rows = await tell(diffSql(live, folded, table), [shown])
        differing += Number(rows[0]?.['total'] ?? 0)
        differences.push(...rows.map((row) => differenceIn(table, row)))
      }
      found.push({ name, ...(position && { position: position.commit }), differing, differences })
    }
    return found
  }

  const explained = async (model: ModelDiff, places: Places): Promise<ModelDiff> => {
    const projection = projections.find(({ name }) => name === model.name)
    if (projection === undefined || model.differences.length === 0) return model
    const last = await fold.lastTouches(projection, model.differences, places)
    const differences = model.differences.map((difference) => {
      const event = last.get(nameOfRow(difference))
      return event === undefined ? difference : { ...difference, event }
    })
    return { ...model, differences }
  }

  const made = async (reads: ReadStore): Promise<readonly [ReadonlyArray<ModelDiff>, Places]> => {
    const fillTo = async (places: Places): Promise<Places> => {
      await fold.into(reads, places)
      signal?.throwIfAborted()
      return places
    }
    await fillTo(await withSession((tell) => positionsIn(tell, live, names, '')))
    return withSession((holding) =>
      withSession(async (comparing) => {
        await fillTo(await positionsIn(holding, live, names, ''))
        await holding('BEGIN')
        const held = await fillTo(await positionsIn(holding, live, names, 'FOR UPDATE'))
        await comparing('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
        await comparing('SELECT 1 FROM pg_catalog.pg_class LIMIT 1')
        // From here on both sides stand still in what is seen, and the read models go on.
        await holding('ROLLBACK')
        return [await compared(comparing, held), held] as const
      }),
    )
  }

  return withScratch({ pool, schema, scratch, tables, signal }, async () => {
    const reads = postgresReadStore({ pool, schema: scratch })
    const [found, places] = await made(reads).finally(() => reads.close())
    const told: Array<ModelDiff> = []
    for (const model of found) told.push(await explained(model, places))
    return told
  })
}
