import { afterAll, describe, expect, test } from 'vitest'
import { afterSalesCommands } from '../../../src/domain/afterSales/commands.js'
import { commissionCommands } from '../../../src/domain/commission/commands.js'
import { domainEvents } from '../../../src/domain/events.js'
import type { Issue } from '../../../src/domain/kernel/codec.js'
import { operationCommands } from '../../../src/domain/operation/commands.js'
import { orderCommands } from '../../../src/domain/order/commands.js'
import { productCommands } from '../../../src/domain/product/commands.js'
import { sellerCommands } from '../../../src/domain/seller/commands.js'
import { payoutCommands } from '../../../src/domain/payout/commands.js'
import { settlementCommands } from '../../../src/domain/settlement/commands.js'
import { statementCommands } from '../../../src/domain/statement/commands.js'
import { isLeft, type Either } from '../../../src/fp.js'
import {
  emptied,
  extended,
  prolonged,
  replaced,
  rootless,
  shortened,
  type Hostile,
} from '../../support/hostileJson.js'
import { commandSamples, eventOptions, shapeOf, storedShapes, type Sample } from '../../support/samples.js'
import { NOW } from '../../support/spec.js'

interface Refusal {
  readonly type: string
  readonly issues?: ReadonlyArray<Issue>
}
type Decode = (json: unknown) => Either<Refusal, unknown>

const envelope = {
  commandId: '00000000-0000-4000-8000-000000000001',
  at: '2026-03-05T12:30:00.000Z',
  atInferred: true,
  actor: 'seller:s1',
  correlationId: '00000000-0000-4000-8000-000000000002',
  causationId: '00000000-0000-4000-8000-000000000003',
}
const optionalOfEnvelope = ['/atInferred', '/correlationId', '/causationId']

const catalogs = [
  sellerCommands,
  productCommands,
  orderCommands,
  afterSalesCommands,
  commissionCommands,
  settlementCommands,
  statementCommands,
  payoutCommands,
  operationCommands,
]
const commands = catalogs.flatMap((catalog) =>
  catalog.types.map((type): readonly [string, Decode, Sample] => {
    const { data, optional = [], mayBeEmpty = [] } = commandSamples[type] ?? { data: undefined }
    const within = (pointers: ReadonlyArray<string>) => pointers.map((pointer) => `/data${pointer}`)
    return [
      type,
      (json) => catalog.decode(type, json),
      {
        data: { type, ...envelope, data },
        optional: [...optionalOfEnvelope, ...within(optional)],
        mayBeEmpty: within(mayBeEmpty),
      },
    ]
  }),
)

const events = storedShapes.map(([file, bytes]): readonly [string, Decode, Sample] => {
  const { type, schemaVersion, data } = shapeOf(bytes)
  return [
    file,
    (json) => domainEvents.decode(type, schemaVersion, json, NOW),
    { data, ...eventOptions[type] },
  ]
})

/** What is wrong with the answer to a spoilt message; nothing, if it is refused and every issue names the field. */
const faultOf = (decode: Decode, { what, json, pointer }: Hostile): string | undefined => {
  const decoded = decode(json)
  if (!isLeft(decoded)) return `accepted though ${what}`
  const { issues = [] } = decoded.left
  const named = issues.every((issue) => issue.pointer === pointer || issue.pointer.startsWith(`${pointer}/`))
  return issues.length > 0 && named ? undefined : `${what}: ${issues.map((issue) => issue.pointer).join(' ')}`
}

const faultsOf = (decode: Decode, hostiles: ReadonlyArray<Hostile>): ReadonlyArray<string> =>
  hostiles.flatMap((hostile) => faultOf(decode, hostile) ?? [])

describe.each([...commands, ...events])(
  'the codec of %s',
  (_, decode, { data, optional = [], mayBeEmpty = [] }) => {
    test('reads its sample', () => {
      expect(isLeft(decode(data))).toBe(false)
    })

    test('names the field that holds something else than it may', () => {
      expect(faultsOf(decode, replaced(data))).toEqual([])
      expect(faultsOf(decode, prolonged(data))).toEqual([])
    })

    test('refuses what is no message at all', () => {
      expect(faultsOf(decode, rootless)).toEqual([])
    })

    test('names the field that is one too many, also one that every object inherits', () => {
      expect(faultsOf(decode, extended(data))).toEqual([])
      for (const { json, pointer } of extended(data)) {
        expect(decode(json)).toMatchObject({ left: { issues: [{ pointer, rule: 'is not a known field' }] } })
      }
    })

    test('names the field that is missing, and takes only what is optional for that', () => {
      const missing = shortened(data)
      const accepted = missing.filter(({ json }) => !isLeft(decode(json))).map(({ pointer }) => pointer)
      expect(accepted.toSorted()).toEqual([...optional].sort())
      for (const { json, pointer } of missing.filter((hostile) => !optional.includes(hostile.pointer))) {
        expect(decode(json)).toMatchObject({ left: { issues: [{ pointer, rule: 'is required' }] } })
      }
    })

    test('takes an empty list only where there may be none', () => {
      const accepted = emptied(data).filter(({ json }) => !isLeft(decode(json)))
      expect(accepted.map(({ pointer }) => pointer)).toEqual(mayBeEmpty)
    })
  },
)

test('every command and every event has been through this', () => {
  expect(commands.map(([type]) => type).toSorted()).toEqual(Object.keys(commandSamples).sort())
  expect(new Set(events.map(([file]) => file.split('.')[0]))).toEqual(new Set(domainEvents.types))
})

afterAll(() => {
  expect(Reflect.ownKeys({})).toEqual([])
  expect('polluted' in {}).toBe(false)
})
