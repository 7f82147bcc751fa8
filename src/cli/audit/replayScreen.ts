import type { AggregateReplay } from '../../application/aggregateReplay.js'
import { plainJson } from '../../application/plainJson.js'
import type { SellerReplay } from '../../application/replay.js'
import type { Value } from '../../projections/column.js'
import { system } from '../../adapters/system.js'
import { columns } from '../terminal.js'
import { replayAtInWords } from './replayAt.js'

/** The replay as JSON with one canonical form: the same past has the same bytes. `sha256` is of the read models' canonical text. */
export const sellerReplayJson = ({ models, ...told }: SellerReplay): unknown => {
  const readModels = plainJson(
    Object.fromEntries(
      models.map(({ name, version, tables }) => [
        name,
        { version, tables: Object.fromEntries(tables.map(({ table, rows }) => [table.name, rows])) },
      ]),
    ),
  )
  const of = plainJson(told)
  return {
    ...(typeof of === 'object' && of),
    readModels,
    sha256: system.fingerprint(system.canonical(readModels)),
  }
}

const headOf = (
  subject: string,
  { at, events, last }: Pick<SellerReplay, 'at' | 'events' | 'last'>,
): string => {
  const until = last === undefined ? '' : `, the last at position ${last.position}`
  return `${subject}, ${replayAtInWords(at)}: ${events.toLocaleString('en-US')} events${until}`
}

const cell = (value: Value | undefined): string => String(value ?? '-')

/** Of one read model all rows, of several how many there are. */
export const sellerReplayScreen = (replay: SellerReplay, isWhole: boolean): ReadonlyArray<string> => {
  const head = headOf(`seller ${replay.sellerId}`, replay)
  const tables = replay.models.flatMap((model) => model.tables)
  if (isWhole) {
    return [
      head,
      ...tables.flatMap(({ table, rows }) => {
        const names = Object.keys(table.columns)
        const body = rows.map((row) => names.map((name) => cell(row[name])))
        return [
          '',
          `${table.name}: ${rows.length} rows`,
          ...(rows.length === 0 ? [] : columns([names, ...body])),
        ]
      }),
    ]
  }
  const body = replay.models.flatMap(({ name, tables: own }) =>
    own.map(({ table, rows }) => [
      name,
      table.name,
      `${rows.length}`,
      system.fingerprint(system.canonical(plainJson(rows))).slice(0, 16),
    ]),
  )
  return [head, ...columns([['read model', 'table', 'rows', 'sha256'], ...body])]
}

export const aggregateReplayScreen = (replay: AggregateReplay): ReadonlyArray<string> => [
  headOf(replay.stream, replay),
  JSON.stringify(plainJson(replay.state), undefined, 2),
]
