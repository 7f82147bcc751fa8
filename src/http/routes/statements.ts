import { Router } from 'express'
import { left, type Either } from '../../fp.js'
import * as models from '../models.js'
import { reading } from '../reading.js'
import type { Queries, StatementLineKey } from '../../application/queries.js'
import type { StatementLineView } from '../../application/moneyViews.js'
import { csvOfLines } from '../csv.js'
import * as json from '../moneyJson.js'
import { LinesCursor, pageParameters, pageRequest, StatementsCursor } from '../pages.js'
import { formatParameters, formats, invalidParameters, type Given } from '../parameters.js'
import type { Problem } from '../problem.js'
import { found, type Answer } from '../route.js'

const CSV_PAGE = 1_000

/** All of them: a table that ends in the middle would be added up as if it were whole. */
const everyLine = async (
  queries: Queries,
  statementId: string,
): Promise<ReadonlyArray<StatementLineView> | undefined> => {
  const lines: Array<StatementLineView> = []
  let after: StatementLineKey | undefined
  do {
    const page = await queries.linesOf(statementId, { limit: CSV_PAGE, ...(after && { after }) })
    if (page === undefined) return undefined
    lines.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return lines
}

const lineParameters = { ...pageParameters(LinesCursor), ...formatParameters }

const asCsv = async (
  queries: Queries,
  id: string,
  query: Given<typeof lineParameters>,
): Promise<Either<Problem, Answer>> => {
  const parameter = query.cursor === undefined ? 'limit' : 'cursor'
  if (query[parameter] !== undefined)
    return left(invalidParameters([{ parameter, detail: 'is of JSON: CSV is told whole' }]))
  return found(await everyLine(queries, id), 'statement-not-found', (lines) => ({ csv: csvOfLines(lines) }))
}

export const statements = (queries: Queries): Router => {
  const router = Router({ caseSensitive: true })
  const read = reading(router, queries)
  read(
    '/v1/sellers/:id/statements',
    [models.statements, ...models.knownSellers],
    pageParameters(StatementsCursor),
    async ({ id, query }) =>
      found(await queries.statementsOf(id, pageRequest(query)), 'seller-not-found', ({ items, next }) => {
        const body = { statements: items.map(json.statement) }
        return next === undefined ? { body } : { body, next: StatementsCursor.encode(next) }
      }),
  )
  read('/v1/statements/:id', [models.statements], {}, async ({ id }) =>
    found(await queries.statement(id), 'statement-not-found', (view) => ({ body: json.statement(view) })),
  )
  read('/v1/statements/:id/lines', [models.statements], lineParameters, async ({ id, query, preferred }) => {
    const accepted = preferred(formats)
    if ((query.format ?? accepted) === 'csv') return asCsv(queries, id, query)
    return found(await queries.linesOf(id, pageRequest(query)), 'statement-not-found', ({ items, next }) => {
      const body = { lines: items.map(json.statementLine) }
      return next === undefined ? { body } : { body, next: LinesCursor.encode(next) }
    })
  })
  return router
}
