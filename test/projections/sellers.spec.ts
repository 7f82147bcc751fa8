import { describe, expect, test } from 'vitest'
import { sellers, sellersTable } from '../../src/projections/sellers.js'
import { givenEvents, on, recorded, rowsIn } from '../support/projections.js'
import {
  sellerRegistered,
  sellerReinstated,
  sellerRejected,
  sellerSubmitted,
  sellerSuspended,
  sellerVerified,
} from '../support/sellers.js'

const given = givenEvents(sellers)
const registered = on('2026-01-10T08:00:00.000Z', sellerRegistered())
const verified = on('2026-01-12T08:00:00.000Z', sellerVerified)

describe('the sellers', () => {
  test('show a shop from its registration on', () => {
    given(registered).thenWhole(sellersTable, {
      sellerId: 's1',
      shopName: 'Atelier Mésange',
      legalForm: 'COMPANY',
      market: 'FR',
      zone: 'Europe/Paris',
      currency: 'EUR',
      status: 'REGISTERED',
      suspendedFrom: null,
      registeredAt: '2026-01-10T08:00:00.000Z',
      verifiedAt: null,
    })
  })

  test('never show who is behind it', () => {
    const identity = { subjectId: 'person-1', purpose: 'identity', nonce: 'AAEC', ciphertext: 'ZG8gbm90' }
    const rows = rowsIn(sellers, sellersTable, recorded([sellerRegistered({ identity })]))
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain('person-1')
  })

  test.each([
    ['submitted', [sellerSubmitted()], { status: 'SUBMITTED', verifiedAt: null }],
    ['rejected', [sellerSubmitted(), sellerRejected], { status: 'REJECTED', verifiedAt: null }],
    ['submitted again', [sellerSubmitted(), sellerRejected, sellerSubmitted()], { status: 'SUBMITTED' }],
    [
      'verified',
      [sellerSubmitted(), verified],
      { status: 'VERIFIED', verifiedAt: '2026-01-12T08:00:00.000Z', suspendedFrom: null },
    ],
    [
      'suspended',
      [sellerSubmitted(), verified, sellerSuspended],
      { status: 'SUSPENDED', verifiedAt: '2026-01-12T08:00:00.000Z', suspendedFrom: 'VERIFIED' },
    ],
    [
      'reinstated once verified',
      [sellerSubmitted(), verified, sellerSuspended, sellerReinstated],
      { status: 'VERIFIED', suspendedFrom: null },
    ],
    [
      'reinstated while it waits',
      [sellerSubmitted(), sellerSuspended, sellerReinstated],
      { status: 'SUBMITTED', suspendedFrom: null },
    ],
  ])('show a seller that was %s', (_, events, row) => {
    given(registered, ...events).then(sellersTable, row)
  })

  test('show nothing of a seller that never registered', () => {
    given(sellerSubmitted(), sellerRejected, sellerVerified, sellerSuspended, sellerReinstated).then(
      sellersTable,
    )
  })
})
