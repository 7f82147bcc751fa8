import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../src/adapters/memory/eventStore.js'
import { system as realSystem } from '../../src/adapters/system.js'
import { EventStoreMisuse, type EventStore } from '../../src/application/ports.js'
import {
  sellerCenter,
  type SellerCenter,
  type SellerCenterRequest,
} from '../../src/application/sellerCenter.js'
import { faultyStore, type Fault } from '../support/faultyStore.js'
import { newEvent } from '../support/log.js'
import { at, idOf, register, submit, suspend, verify } from '../support/sellerRequests.js'

const system = { ...realSystem, sleep: () => Promise.resolve() }

describe('the seller center', () => {
  let store: EventStore
  let center: SellerCenter
  const typesIn = async (stream: string) => (await store.readStream(stream)).map(({ type }) => type)

  beforeEach(() => {
    store = memoryEventStore({ system })
    center = sellerCenter({ store, system })
  })

  test('stores what a command causes and tells of it', async () => {
    expect(await center.execute(register('s1'))).toMatchObject({
      _tag: 'Right',
      right: { stream: 'seller-s1', repeated: false, events: [{ type: 'SellerRegistered', revision: 0n }] },
    })
    expect(await typesIn('seller-s1')).toEqual(['SellerRegistered'])
  })

  test('keeps who asked, when, why and in which version beside the event', async () => {
    await center.execute({ ...register('s1'), atInferred: true })
    const [stored] = await store.readStream('seller-s1')
    expect(JSON.parse(stored?.metadata ?? '')).toEqual({
      actor: 'test',
      commandFingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      commandId: idOf('register s1'),
      correlationId: idOf('register s1'),
      occurredAt: at,
      occurredAtInferred: true,
      schemaVersion: 1,
    })
    expect(stored?.id).toBe(system.idOf(`${idOf('register s1')}/seller-s1/0`))
    expect(stored?.data).toBe(system.canonical(JSON.parse(stored?.data ?? '')))
  })

  test('gives the first answer to the same command again, also after others', async () => {
    const first = await center.execute(register('s1'))
    await center.execute(submit('s1'))
    const again = await center.execute(register('s1'))
    // Only how far the stream goes by now is told anew.
    expect(again).toMatchObject({
      right: { ...('right' in first ? first.right : {}), repeated: true, position: { commit: 2n } },
    })
    expect(await typesIn('seller-s1')).toHaveLength(2)
  })

  test('tells up to where the log must be taken in to see what was done', async () => {
    await store.appendToStream('seller-other', 'no_stream', [newEvent()])
    const first = await center.execute(register('s1'))
    expect(first).toMatchObject({ right: { position: { commit: 2n, prepare: 2n } } })
    const lastOf = async (stream: string) => (await store.readStream(stream)).at(-1)?.position
    const together = await center.executeTogether([submit('s1'), verify('s1')])
    expect(together).toMatchObject({ right: { position: await lastOf('seller-s1') } })
    // Whoever did not append it finds it in the stream.
    const elsewhere = await sellerCenter({ store, system }).execute(submit('s1'))
    expect(elsewhere).toMatchObject({ right: { repeated: true, position: await lastOf('seller-s1') } })
  })

  test('refuses a command id that was used for another request', async () => {
    await center.execute(register('s1'))
    expect(await center.execute(register('s1', { shopName: 'Autre' }))).toMatchObject({
      left: { type: 'CommandIdReused', commandId: idOf('register s1'), stream: 'seller-s1' },
    })
  })

  test('refuses what the domain refuses, and stores nothing', async () => {
    await center.execute(register('s1'))
    const refused = await center.execute(register('s1', { commandId: idOf('another') }))
    expect(refused).toMatchObject({ left: { type: 'SellerAlreadyRegistered', sellerId: 's1' } })
    expect(await center.execute(verify('nobody'))).toMatchObject({ left: { type: 'SellerNotFound' } })
    expect(await typesIn('seller-s1')).toHaveLength(1)
    expect(await typesIn('seller-nobody')).toEqual([])
  })

  test('remembers streams, and refuses nothing on what it remembers alone', async () => {
    const other = sellerCenter({ store, system })
    await center.execute(register('s1'))
    await other.execute(submit('s1'))
    await other.execute(verify('s1'))
    // As it is remembered here, the seller was never verified.
    expect(await center.execute(suspend('s1', 'late'))).toMatchObject({ right: { repeated: false } })
    expect(await other.execute(suspend('s1', 'again'))).toMatchObject({ _tag: 'Left' })
  })

  test('names the field of a command that cannot be read', async () => {
    const request = register('s1')
    const wrong = { ...request, data: { ...request.data, zone: 'Mars/Olympus' } } as SellerCenterRequest
    expect(await center.execute(wrong)).toMatchObject({
      left: { type: 'InvalidCommand', command: 'RegisterSeller', issues: [{ pointer: '/data/zone' }] },
    })
    for (const nonsense of [null, 'x', 7, [], {}, { type: 7 }, { type: 'toString' }, { type: '__proto__' }]) {
      expect(await center.execute(nonsense as unknown as SellerCenterRequest)).toMatchObject({ _tag: 'Left' })
    }
  })

  test('completes the envelope where it is left out', async () => {
    const { type, data } = register('s1') as Extract<SellerCenterRequest, { type: 'RegisterSeller' }>
    expect(await center.execute({ type, data })).toMatchObject({ _tag: 'Right' })
    const [stored] = await store.readStream('seller-s1')
    expect(JSON.parse(stored?.metadata ?? '')).toMatchObject({ actor: 'host' })
  })

  describe('commands sent together', () => {
    test('are decided one after the other and stored together', async () => {
      const sent = await center.executeTogether([register('s1'), submit('s1'), verify('s1')])
      expect(sent).toMatchObject({
        right: { events: [{ revision: 0n }, { revision: 1n }, { revision: 2n }] },
      })
      expect(await typesIn('seller-s1')).toEqual([
        'SellerRegistered',
        'SellerSubmittedForVerification',
        'SellerVerified',
      ])
    })

    test('are stored not at all when one of them is refused', async () => {
      expect(await center.executeTogether([register('s1'), verify('s1')])).toMatchObject({
        left: { type: 'SellerNotAwaitingVerification' },
      })
      expect(await typesIn('seller-s1')).toEqual([])
    })

    test('must be for one stream', async () => {
      expect(await center.executeTogether([register('s1'), register('s2')])).toMatchObject({
        left: { type: 'StreamsDiffer', streams: ['seller-s1', 'seller-s2'] },
      })
    })

    test('add only what is new when some of them are repeated', async () => {
      await center.executeTogether([register('s1'), submit('s1')])
      const sent = await center.executeTogether([register('s1'), submit('s1'), verify('s1')])
      expect(sent).toMatchObject({ right: { repeated: false, events: [{}, {}, { type: 'SellerVerified' }] } })
      expect(await typesIn('seller-s1')).toHaveLength(3)
    })
  })

  test('decides commands for one stream in the order they came', async () => {
    const sent = await Promise.all(
      [register('s1'), submit('s1'), verify('s1')].map((each) => center.execute(each)),
    )
    expect(sent.map(({ _tag }) => _tag)).toEqual(['Right', 'Right', 'Right'])
    const both = await Promise.all(
      [suspend('s1', 'a'), suspend('s1', 'b')].map((each) => center.execute(each)),
    )
    expect(both).toMatchObject([{ _tag: 'Right' }, { left: { type: 'SellerIsSuspended' } }])
  })

  test('lets two services decide on one stream, and only one wins', async () => {
    const other = sellerCenter({ store, system })
    await center.execute(register('s1'))
    const outcomes = await Promise.all([
      center.execute(suspend('s1', 'here')),
      other.execute(suspend('s1', 'there')),
    ])
    expect(outcomes.map(({ _tag }) => _tag).sort()).toEqual(['Left', 'Right'])
    expect(await typesIn('seller-s1')).toHaveLength(2)
  })

  test.each<[Fault, number]>([
    ['lost before storing', 1],
    ['lost answer', 1],
    ['unavailable', 1],
    ['throws after storing', 1],
  ])('after «%s» the command has happened once', async (fault) => {
    const faulty = sellerCenter({ store: faultyStore(store, [fault, fault]), system })
    const sent = await faulty.executeTogether([register('s1'), submit('s1')])
    expect(sent).toMatchObject({
      right: { stream: 'seller-s1', events: [{ revision: 0n }, { revision: 1n }] },
    })
    expect(await typesIn('seller-s1')).toHaveLength(2)
  })

  test('gives up with a typed failure when the outcome stays unknown', async () => {
    const faults = Array.from({ length: 20 }, (): Fault => 'lost before storing')
    const faulty = sellerCenter({ store: faultyStore(store, faults), system })
    expect(await faulty.execute(register('s1'))).toMatchObject({ left: { type: 'OutcomeUnknown' } })
  })

  describe('whose store says that the program is wrong', () => {
    const bug = new EventStoreMisuse('events[0].data', 'must not be so')

    test('rejects at once: nobody should send that again', async () => {
      let appends = 0
      const appendToStream = () => {
        appends += 1
        return Promise.reject(bug)
      }
      const misused = sellerCenter({ store: { ...store, appendToStream }, system })
      await expect(misused.execute(register('s1'))).rejects.toBe(bug)
      expect(appends).toBe(1)
    })

    test('rejects when it is a read that is wrong', async () => {
      const readStream = () => Promise.reject(bug)
      const misused = sellerCenter({ store: { ...store, readStream }, system })
      await expect(misused.execute(verify('s1'))).rejects.toBe(bug)
    })

    test('rejects only the command that is to blame, and goes on', async () => {
      const fussy = sellerCenter({
        store: {
          ...store,
          appendToStream: (stream, expected, events) =>
            events.some(({ data }) => data.includes('poison'))
              ? Promise.reject(bug)
              : store.appendToStream(stream, expected, events),
        },
        system,
      })
      const outcomes = await Promise.allSettled(
        [register('s1'), submit('s1'), verify('s1'), suspend('s1', 'poison'), suspend('s1', 'fraud')].map(
          (request) => fussy.execute(request),
        ),
      )
      expect(outcomes.map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
        'fulfilled',
        'rejected',
        'fulfilled',
      ])
      expect((await typesIn('seller-s1')).at(-1)).toBe('SellerSuspended')
    })
  })

  test('refuses to decide on a history that it cannot read', async () => {
    await store.appendToStream('seller-s9', 'no_stream', [
      { id: realSystem.newId(), type: 'SellerTeleported', data: '{}', metadata: '{}' },
    ])
    expect(await center.execute(verify('s9'))).toMatchObject({
      left: { type: 'HistoryUnreadable', stream: 'seller-s9', revision: 0n },
    })
  })

  test('whatever goes wrong and however often it is retried, each command happens at most once', async () => {
    const fault = fc.constantFrom<Fault>(
      'none',
      'lost before storing',
      'lost answer',
      'unavailable',
      'throws after storing',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 12 }),
        fc.array(fc.nat(3), { maxLength: 8 }),
        async (faults, order) => {
          const fresh = memoryEventStore({ system })
          const faulty = sellerCenter({ store: faultyStore(fresh, [...faults]), system })
          const requests = [register('s1'), submit('s1'), verify('s1'), suspend('s1', 'x')]
          const chosen = [...requests, ...order.map((i) => requests[i]).filter((r) => r !== undefined)]
          await Promise.all(chosen.map((request) => faulty.execute(request)))
          const ids = (await fresh.readStream('seller-s1')).map(({ id }) => id)
          expect(new Set(ids).size).toBe(ids.length)
          expect(ids.length).toBeLessThanOrEqual(4)
        },
      ),
      { numRuns: 100 },
    )
  })
})
