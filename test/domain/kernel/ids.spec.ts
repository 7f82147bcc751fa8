import { describe, expect, test } from 'vitest'
import * as ids from '../../../src/domain/kernel/ids.js'

const { SellerId, ProductId, SkuId, OrderId, LineId, PackageId, RefundId, ReviewId, BuyerId, SubjectId } = ids
const identifiers = [
  SellerId,
  ProductId,
  SkuId,
  OrderId,
  LineId,
  PackageId,
  RefundId,
  ReviewId,
  BuyerId,
  SubjectId,
]

describe.each(identifiers.map((codec) => [codec.name, codec] as const))('%s', (_, codec) => {
  test.each(['1', 'a', 'e481f51cbdc54678b7cc49136f2d6af7-2', 'A.b_c~d-', 'constructor', 'x'.repeat(120)])(
    'may be %s',
    (id) => expect(codec.is(id)).toBe(true),
  )

  test.each([
    '',
    '-a',
    '.a',
    '~a',
    '_a',
    '__proto__',
    'a b',
    'a/b',
    'a:b',
    'a$',
    'é',
    'a\n',
    '\na',
    'a\0',
    'x'.repeat(121),
    1,
    null,
    ['a'],
  ])('may not be %j', (id) => {
    expect(codec.is(id)).toBe(false)
    expect(codec.decode(id)._tag).toBe('Left')
  })
})

describe.each(
  [ids.CommandId, ids.CorrelationId, ids.CausationId].map((codec) => [codec.name, codec] as const),
)('%s', (_, codec) => {
  test.each(['00000000-0000-4000-8000-000000000001', '01975c2e-6f2b-7d3c-b1d2-0a1b2c3d4e5f'])(
    'may be %s',
    (id) => expect(codec.is(id)).toBe(true),
  )

  test.each([
    '00000000-0000-0000-0000-000000000000',
    '01975C2E-6F2B-7D3C-B1D2-0A1B2C3D4E5F',
    '{01975c2e-6f2b-7d3c-b1d2-0a1b2c3d4e5f}',
    '01975c2e6f2b7d3cb1d20a1b2c3d4e5f',
    '01975c2e-6f2b-7d3c-b1d2-0a1b2c3d4e5f\n',
    '01975c2e-6f2b-7d3c-71d2-0a1b2c3d4e5f',
    '',
    7,
  ])('may not be %j', (id) => expect(codec.is(id)).toBe(false))
})

test.each([
  ['seller:shop-7', true],
  ['process:commissions', true],
  ['host', true],
  ['x'.repeat(120), true],
  ['x'.repeat(121), false],
  [':host', false],
  ['a name', false],
  ['', false],
])('an actor called %s: %s', (actor, is) => {
  expect(ids.Actor.is(actor)).toBe(is)
})
