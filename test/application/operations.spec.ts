import { beforeEach, describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../src/adapters/memory/eventStore.js'
import { memoryKeyStore } from '../../src/adapters/memory/keyStore.js'
import { sealer } from '../../src/adapters/keys/sealer.js'
import { system as realSystem } from '../../src/adapters/system.js'
import { eraseSubject } from '../../src/application/eraseSubject.js'
import { OperationNotRecorded, recordOperation } from '../../src/application/operations.js'
import type { EventStore, KeyStore } from '../../src/application/ports.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import type { OperationRequest } from '../../src/domain/operation/index.js'
import { left, right } from '../../src/fp.js'
import { valueOf } from '../support/spec.js'

const system = { ...realSystem, jitter: () => 0, sleep: () => Promise.resolve() }
const rebuild: OperationRequest = {
  type: 'RecordRebuild',
  data: { operationId: 'op1', projection: 'ledger', version: 2, position: '7' },
}

let store: EventStore
beforeEach(() => {
  store = memoryEventStore({ system })
})

const log = async () =>
  (await store.readAll({ limit: 10 })).events.map(({ stream, type, data, metadata }) => {
    const { actor } = JSON.parse(metadata) as { readonly actor: string }
    return [stream, type, JSON.parse(data) as unknown, actor]
  })

describe('an operation', () => {
  test('is in the log with who did it', async () => {
    const center = sellerCenter({ store, system })
    await recordOperation({ center, system }, rebuild, { actor: 'operator:ada' })
    expect(await log()).toEqual([['operation-op1', 'ProjectionRebuilt', rebuild.data, 'operator:ada']])
  })

  test('is recorded once though the store is away at first, and does not answer then', async () => {
    let calls = 0
    const flaky: EventStore = {
      ...store,
      appendToStream: async (...append) => {
        calls += 1
        if (calls === 1) return left({ type: 'StoreUnavailable', reason: 'away' })
        const outcome = await store.appendToStream(...append)
        return calls === 2 ? left({ type: 'OutcomeUnknown', reason: 'no answer' }) : outcome
      },
    }
    await recordOperation({ center: sellerCenter({ store: flaky, system }), system }, rebuild)
    expect(await log()).toHaveLength(1)
    expect(calls).toBeGreaterThan(1)
  })

  test('rejects where it cannot be recorded', async () => {
    const away: EventStore = {
      ...store,
      appendToStream: async () => left({ type: 'StoreUnavailable', reason: 'away' }),
    }
    const recording = recordOperation({ center: sellerCenter({ store: away, system }), system }, rebuild)
    await expect(recording).rejects.toThrow(OperationNotRecorded)
    await expect(recording).rejects.toThrow(/recorded as an event: StoreUnavailable/)
  })
})

describe('erasing a person', () => {
  let keys: KeyStore
  beforeEach(() => {
    keys = memoryKeyStore()
  })
  const erase = (subjectId: string, over: EventStore = store) =>
    eraseSubject({ keys, center: sellerCenter({ store: over, system }), system }, subjectId, {
      actor: 'operator:ada',
      reason: 'asked by letter',
    })

  test('destroys the key and tells so', async () => {
    const { seal, open } = sealer(keys)
    const sealed = valueOf(await seal('buyer-7', 'recipient', 'Ada'))
    expect(await open(sealed)).toEqual(right('Ada'))
    const erased = valueOf(await erase('buyer-7'))
    expect(await open(sealed)).toEqual(left({ type: 'Erased', subjectId: 'buyer-7' }))
    const data = { operationId: 'erasure.buyer-7', subjectId: 'buyer-7', reason: 'asked by letter' }
    expect(await log()).toEqual([['operation-erasure.buyer-7', 'SubjectErased', data, 'operator:ada']])
    expect(erased).toMatchObject({ subjectId: 'buyer-7', repeated: false })
  })

  test('is told once, however often it is asked', async () => {
    await keys.keyOf('buyer-7')
    await erase('buyer-7')
    expect(valueOf(await erase('buyer-7')).repeated).toBe(true)
    expect(await log()).toHaveLength(1)
  })

  test('is completed by the next one where it was broken off before the event', async () => {
    await keys.keyOf('buyer-7')
    const away: EventStore = {
      ...store,
      appendToStream: async () => left({ type: 'StoreUnavailable', reason: 'away' }),
    }
    await expect(erase('buyer-7', away)).rejects.toThrow(OperationNotRecorded)
    expect(await keys.find('buyer-7')).toBe('destroyed')
    expect(valueOf(await erase('buyer-7')).repeated).toBe(false)
    expect(await log()).toHaveLength(1)
  })

  test.each(['buyer-8', 'no id', ''])(
    'does nothing for %j, of whom nothing was sealed',
    async (subjectId) => {
      expect(await erase(subjectId)).toEqual(left({ type: 'SubjectUnknown', subjectId }))
      expect(await keys.find(subjectId)).toBeUndefined()
      expect(await log()).toEqual([])
    },
  )
})
