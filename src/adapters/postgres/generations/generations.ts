import type { Pool } from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Generation, Generations } from '../../../application/generations.js'
import { hindmost } from '../../../application/shard.js'
import { left, right } from '../../../fp.js'
import { fingerprintOf } from '../../../projections/fingerprint.js'
import type { Projection } from '../../../projections/projection.js'
import { postgresReadStore } from '../readStore.js'
import { checkpointsOf, forgetShared } from './beside.js'
import { big, isSet } from './columns.js'
import { holdCheckpoint } from './hold.js'
import { layoutsOf, quoted, reshaping } from './layout.js'
import { schemasBeside } from './names.js'
import { obstaclesOf } from './obstacles.js'
import { inTransaction, withOperator, type Tell } from './operatorSession.js'
import { rebuildsIn, standingIn } from './rebuilds.js'
import { finishTables } from './finishing.js'
import { makeTables, openScratch } from './scratch.js'

export interface PostgresGenerationsOptions {
  readonly pool: Pool
  /** The live one, migrated. */
  readonly schema: string
}

/** The server may need a moment to notice that whoever rebuilt before was killed. */
const TRIES = 20
const TRY_MS = 250

const namesOf = ({ tables }: Projection): ReadonlyArray<string> => tables.map(({ name }) => name)

const isThere = async (tell: Tell, schema: string): Promise<boolean> =>
  (await tell('SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1', [schema])).length > 0

/** Generations as schemas: the live one, and beside it `…_next` and `…_previous`. Throws `InvalidSchemaName`. */
export const postgresGenerations = ({
  pool,
  schema,
}: PostgresGenerationsOptions): Generations & { readonly close: () => void } => {
  const schemas = schemasBeside(schema)
  const rebuilds = rebuildsIn(schema)
  const next = postgresReadStore({ pool, schema: schemas.next })
  const previous = postgresReadStore({ pool, schema: schemas.previous })
  const operate = <A>(use: (tell: Tell) => Promise<A>): Promise<A> => withOperator(pool, {}, use)

  const isMade = async (tell: Tell, projection: Projection): Promise<boolean> => {
    if (!(await isThere(tell, schemas.next))) return false
    const made = await layoutsOf(tell, schemas.next, namesOf(projection))
    return projection.tables.every((shape) => {
      const layout = made.get(shape.name)
      return layout !== undefined && reshaping(layout, shape).length === 0
    })
  }

  const dropTables = async (tell: Tell, from: string, { name, tables }: Projection): Promise<void> => {
    if (!(await isThere(tell, from))) return
    for (const table of tables) await tell(`DROP TABLE IF EXISTS ${quoted(from)}.${quoted(table.name)}`)
    await forgetShared(tell, from, name)
  }

  const generationsIn = async (tell: Tell, kind: Generation['kind']): Promise<ReadonlyArray<Generation>> => {
    const of = schemas[kind]
    if (!(await isThere(tell, of))) return []
    const found = await tell(`SELECT * FROM ${quoted(of)}.projection_checkpoints ORDER BY name`)
    const [size] = await tell(
      `SELECT coalesce(sum(pg_catalog.pg_total_relation_size(oid)), 0) AS bytes FROM pg_catalog.pg_class
        WHERE relnamespace = $1::regnamespace AND relkind = 'r'`,
      [quoted(of)],
    )
    return hindmost(found.map(standingIn)).map(({ name, version, position }) => ({
      projection: name,
      kind,
      version,
      position: position?.commit,
      bytes: big(size ?? {}, 'bytes'),
    }))
  }

  return {
    next,
    previous,

    alone: (names, work, signal) =>
      withOperator(pool, { signal }, async (tell) => {
        for (const name of names) {
          const lock = async (): Promise<boolean> => {
            const [row] = await tell(
              'SELECT pg_catalog.pg_try_advisory_lock(hashtextextended($1, 0)) AS is_ours',
              [`comptoir rebuild ${schema} ${name}`],
            )
            return isSet(row ?? {}, 'is_ours')
          }
          let isOurs = await lock()
          for (let tries = 1; !isOurs && tries < TRIES; tries++) {
            await sleep(TRY_MS)
            isOurs = await lock()
          }
          if (!isOurs) return left({ type: 'RebuildUnderWay', projection: name })
        }
        return right(await work())
      }),

    rebuilds: () => operate(rebuilds.all),

    beside: () =>
      operate(async (tell) => [
        ...(await generationsIn(tell, 'next')),
        ...(await generationsIn(tell, 'previous')),
      ]),

    standing: (name, kind = 'live') =>
      operate(async (tell) => {
        if (!(await isThere(tell, schemas[kind]))) return []
        return (await tell(checkpointsOf(schemas[kind]), [name])).map(standingIn)
      }),

    prepare: (projection, id) =>
      operate((tell) =>
        inTransaction(tell, async () => {
          const { name, version, tables } = projection
          const obstacles = await obstaclesOf(tell, schema, namesOf(projection))
          if (obstacles.length > 0) return left({ type: 'NotSwappable', projection: name, obstacles })
          const fingerprint = fingerprintOf(projection)
          const begun = (await rebuilds.all(tell)).find((rebuild) => rebuild.projection === name)
          const isSame = begun?.version === version && begun.fingerprint === fingerprint
          if (isSame && (begun.step === 'swapped' || (await isMade(tell, projection)))) return right(begun)
          await openScratch(tell, { schema, scratch: schemas.next })
          await dropTables(tell, schemas.next, projection)
          await makeTables(tell, { schema, scratch: schemas.next, tables })
          return right(await rebuilds.begin(tell, { id, projection: name, version, fingerprint }))
        }),
      ),

    finish: ({ tables }, { signal, onPart }) =>
      finishTables(pool, { schema, scratch: schemas.next, tables }, { signal, onPart }),

    reached: (name, step) => operate((tell) => rebuilds.reached(tell, name, step)),

    hold: (projection, options, work) => holdCheckpoint(pool, schemas, projection, options, work),

    end: (projection) =>
      operate((tell) =>
        inTransaction(tell, async () => {
          await dropTables(tell, schemas.next, projection)
          await rebuilds.end(tell, projection.name)
        }),
      ),

    dropPrevious: (projection) =>
      operate((tell) => inTransaction(tell, () => dropTables(tell, schemas.previous, projection))),

    close: () => {
      next.close()
      previous.close()
    },
  }
}
