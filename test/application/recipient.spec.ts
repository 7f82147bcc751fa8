import { beforeEach, describe, expect, test } from 'vitest'
import { memoryEventStore, memoryKeyStore, sealer as sealerOf } from '../../src/adapters/memory/index.js'
import { system } from '../../src/adapters/system.js'
import type { EventStore, KeyStore, Sealer } from '../../src/application/ports.js'
import { openRecipient } from '../../src/application/recipient.js'
import {
  sellerCenter,
  type SellerCenter,
  type SellerCenterRequest,
} from '../../src/application/sellerCenter.js'
import type { SealedJson } from '../../src/domain/kernel/sealed.js'
import { left, right } from '../../src/fp.js'
import { linesJson, placedJson } from '../support/orders.js'
import { valueOf } from '../support/spec.js'

const CAMILLE = 'Camille Moreau, 3 rue des Lilas, 35000 Rennes'
const orderId = 'o1'
const packageId = 'P1'

let keys: KeyStore
let sealer: Sealer
let store: EventStore
let center: SellerCenter

beforeEach(() => {
  keys = memoryKeyStore()
  sealer = sealerOf(keys)
  store = memoryEventStore({ system })
  center = sellerCenter({ store, system })
})

const ask = async (type: string, data: object) =>
  center.execute({ type, data: { orderId, ...data } } as SellerCenterRequest)
const placed = async (more: object = {}): Promise<void> => {
  const recipient = valueOf(await sealer.seal('b1', 'recipient', CAMILLE))
  valueOf(await ask('PlaceOrder', { ...placedJson, lines: linesJson, recipient, ...more }))
}
const opened = async (sellerId = 's1', of = orderId) =>
  openRecipient({ store, sealer }, { orderId: of, sellerId })
const hiddenIn = (status: string) => left({ type: 'RecipientHidden', orderId, status })

describe('the recipient of an order', () => {
  test('is hidden from its seller until the hour of remorse is over, and told from then on, until the order is completed', async () => {
    await placed()
    expect(await opened()).toEqual(hiddenIn('UNPAID'))
    valueOf(await ask('PayOrder', { payments: [], hold: true }))
    expect(await opened()).toEqual(hiddenIn('ON_HOLD'))
    for (const [type, data] of [
      ['ReleaseOrderHold', {}],
      ['ArrangePackage', { packageId, lineIds: ['l1', 'l2'] }],
      ['HandOverPackage', { packageId }],
      ['DeliverPackage', { packageId }],
      ['CompleteOrder', {}],
    ] as const) {
      valueOf(await ask(type, data))
      expect(await opened(), type).toEqual(right(CAMILLE))
    }
  })

  test('is hidden again once the order is cancelled', async () => {
    await placed()
    valueOf(await ask('PayOrder', { payments: [], hold: false }))
    expect(await opened()).toEqual(right(CAMILLE))
    valueOf(await ask('CancelOrder', { initiator: 'SYSTEM', reason: 'platform_cancel' }))
    expect(await opened()).toEqual(hiddenIn('CANCELLED'))
  })

  test('is no business of other sellers, who are not even told that there is an order', async () => {
    await placed()
    valueOf(await ask('PayOrder', { payments: [], hold: false }))
    expect(await opened('s2')).toEqual(left({ type: 'OrderNotFound', orderId }))
    expect(await opened('s1', 'o9')).toEqual(left({ type: 'OrderNotFound', orderId: 'o9' }))
    expect(await opened('s1', 'ö 9')).toEqual(left({ type: 'OrderNotFound', orderId: 'ö 9' }))
  })

  test('is gone for ever once the buyer is erased, and the order goes on', async () => {
    await placed()
    valueOf(await ask('PayOrder', { payments: [], hold: false }))
    await keys.destroy('b1')
    expect(await opened()).toEqual(left({ type: 'Erased', subjectId: 'b1', orderId }))
    valueOf(await ask('ArrangePackage', { packageId, lineIds: ['l1', 'l2'] }))
    valueOf(await ask('HandOverPackage', { packageId }))
    expect(await opened()).toEqual(left({ type: 'Erased', subjectId: 'b1', orderId }))
  })

  test.each<readonly [string, (sealed: SealedJson) => object | undefined]>([
    ['of another subject', (sealed) => ({ ...sealed, subjectId: 'b2' })],
    ['for another purpose', (sealed) => ({ ...sealed, purpose: 'iban' })],
  ])('does not open with a seal %s', async (_, changed) => {
    valueOf(await sealer.seal('b2', 'recipient', CAMILLE))
    const sealed = changed(valueOf(await sealer.seal('b1', 'recipient', CAMILLE)))
    await placed({ recipient: sealed })
    valueOf(await ask('PayOrder', { payments: [], hold: false }))
    expect(await opened()).toMatchObject(left({ type: 'SealBroken', orderId }))
  })

  test('is never what was sealed for something else, though it would open', async () => {
    await placed({ recipient: valueOf(await sealer.seal('s9', 'iban', 'FR76 3000 6000')) })
    valueOf(await ask('PayOrder', { payments: [], hold: false }))
    expect(await opened()).toEqual(left({ type: 'SealBroken', subjectId: 's9', orderId }))
  })

  test('is unknown where the order came without one', async () => {
    valueOf(await ask('PlaceOrder', { ...placedJson, lines: linesJson }))
    valueOf(await ask('PayOrder', { payments: [], hold: false }))
    expect(await opened()).toEqual(left({ type: 'RecipientUnknown', orderId }))
  })

  test('enters an order sealed or not at all: no event holds a word of it', async () => {
    for (const recipient of [CAMILLE, { name: CAMILLE }, { subjectId: 'b1', purpose: 'recipient' }]) {
      expect(await ask('PlaceOrder', { ...placedJson, lines: linesJson, recipient })).toMatchObject(
        left({
          type: 'InvalidCommand',
          issues: expect.arrayContaining([
            { pointer: expect.stringContaining('/data/recipient'), rule: expect.any(String) },
          ]),
        }),
      )
    }
    await placed()
    const bytes = JSON.stringify(await store.readStream('order-o1'), (_, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value,
    )
    expect(bytes).toContain('ciphertext')
    for (const word of ['Camille', 'Moreau', 'Lilas']) expect(bytes).not.toContain(word)
  })
})
