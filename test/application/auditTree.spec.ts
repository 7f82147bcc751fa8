import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import { system } from '../../src/adapters/system.js'
import { checkpointsOf, signLog } from '../../src/application/audit/checkpoints.js'
import { keptTree } from '../../src/application/audit/keptTree.js'
import { prove } from '../../src/application/audit/prove.js'
import { keepTree } from '../../src/application/audit/treeKeeper.js'
import { treeRoots } from '../../src/application/audit/treeRoots.js'
import { verifyFrom } from '../../src/application/audit/verifyFrom.js'
import { verifyLog } from '../../src/application/audit/verifyLog.js'
import { rootOfPeaks } from '../../src/verify/growingTree.js'
import { bundleText } from '../../src/verify/bundle.js'
import { checkBundle } from '../../src/verify/checkBundle.js'
import { newKeys, signingKeyOf } from '../../src/verify/keys.js'
import { leafOf } from '../../src/verify/leaf.js'
import { leafHash, type Hash } from '../../src/verify/tree.js'
import { naiveRoot } from '../support/proofs.js'
import { valueOf } from '../support/spec.js'
import { arrayStore, attacks, honestLog, INCARNATION, keptOf, type Log } from '../support/tampering.js'
import { left, right } from '../../src/fp.js'

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex')
const rootOf = (log: Log): string => hex(naiveRoot(log.map((event) => leafHash(leafOf(event)))))
const key = signingKeyOf(newKeys('comptoir').signing)!
const origin = `comptoir/${INCARNATION}`
const SIZE = 1_100
const log = honestLog(SIZE)

/** The tree as it is kept when the log came in stretches of these sizes. */
const keptInSteps = async (steps: ReadonlyArray<number>) => {
  const reads = memoryReadStore(system)
  let size = 0
  for (const step of steps) {
    size = Math.min(SIZE, size + step)
    valueOf(await keepTree({ store: arrayStore(log.slice(0, size)), reads }))
  }
  return { reads, size }
}

describe('the kept tree', () => {
  test('is the tree of the log, however the log came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(400), { minLength: 1, maxLength: 5 }),
        fc.nat(),
        async (steps, pick) => {
          const { reads, size } = await keptInSteps(steps)
          const kept = keptTree(reads)
          const edge = await kept.edge()
          const events = log.slice(0, size)
          expect([edge.size, hex(rootOfPeaks(edge.peaks))]).toEqual([size, rootOf(events)])
          const older = size === 0 ? 0 : pick % (size + 1)
          expect(hex(await treeRoots(kept, arrayStore(events)).root(older))).toBe(rootOf(log.slice(0, older)))
          const { findings } = await verifyLog({
            store: arrayStore(events),
            checkpoints: [],
            kept,
            isDense: true,
          })
          expect(findings).toEqual([])
        },
      ),
      { numRuns: 15 },
    )
  })

  test('stops where the store tells another history', async () => {
    const { reads } = await keptInSteps([300])
    const other = attacks.fork(log, 200)
    expect(await keepTree({ store: arrayStore(other), reads })).toMatchObject(
      left({ type: 'HistoryDiverged' }),
    )
  })

  test.each([0, 3, 255, 256, 300, 511, 1_000])(
    'names event %i where it was changed, and no other',
    async (at) => {
      const { kept } = await keptOf(log)
      const store = arrayStore(attacks.payload(log, at))
      const { findings } = await verifyLog({ store, checkpoints: [], kept, isDense: true })
      expect(findings).toMatchObject([{ type: 'EventDiffers', index: at, eventId: log[at]?.id }])
    },
  )
})

describe('a checkpoint', () => {
  const signed = async (events: Log, reads = memoryReadStore(system), last?: Parameters<typeof signLog>[2]) =>
    valueOf(await signLog({ store: arrayStore(events), reads, system }, key, last))!

  test('tells size, root and place of the log, and only of a log that goes on from the one before', async () => {
    const reads = memoryReadStore(system)
    const first = await signed(log.slice(0, 300), reads)
    expect(first.checkpoint).toMatchObject({ origin, size: 300, position: '300/300' })
    expect(hex(first.checkpoint.root)).toBe(rootOf(log.slice(0, 300)))
    const second = await signed(log, reads, first.checkpoint)
    expect(second.checkpoint.size).toBe(SIZE)
    const again = await signLog({ store: arrayStore(log), reads, system }, key, second.checkpoint)
    expect(again).toEqual(right(undefined))
    const notes = [first.note, second.note]
    expect(checkpointsOf(notes, key.verifier, origin)).toEqual({
      checkpoints: [first.checkpoint, second.checkpoint],
      findings: [],
    })
    expect(checkpointsOf(notes.toReversed(), key.verifier, origin).findings).toEqual([
      { type: 'CheckpointsOutOfOrder', nr: 2, size: 300, before: SIZE },
    ])
    const fork = await keptOf(attacks.fork(log, 299))
    const refused = await signLog(
      { store: arrayStore(attacks.fork(log, 299)), reads: fork.reads, system },
      key,
      first.checkpoint,
    )
    expect(refused).toMatchObject(left({ type: 'NotAnExtension', size: SIZE }))
  })

  test.each([1, 255, 256, 257, 700])('is where a check can go on from, after %i events', async (size) => {
    const { checkpoint } = await signed(log.slice(0, size))
    const { kept } = await keptOf(log)
    const from = valueOf(await verifyFrom({ store: arrayStore(log), kept }, checkpoint))
    const check = (events: Log) =>
      verifyLog({ store: arrayStore(events), from, checkpoints: [checkpoint], kept, isDense: true })
    const told = await check(log)
    expect({ ...told, root: hex(told.root) }).toMatchObject({
      size: SIZE,
      root: rootOf(log),
      checked: SIZE - size,
      checkpoints: 1,
      findings: [],
    })
    const { findings } = await check(attacks.payload(log, 900))
    expect(findings).toMatchObject([{ type: 'EventDiffers', index: 900 }])
  })

  test('is nowhere to go on from where the kept tree is another', async () => {
    const { checkpoint } = await signed(log.slice(0, 700))
    const { kept } = await keptOf(attacks.payload(log, 30))
    const from = await verifyFrom({ store: arrayStore(log), kept }, checkpoint)
    expect(from).toEqual(left({ type: 'KeptTreeDiffers', size: 700 }))
  })

  test('proves events and streams to whoever has the key, and that the log goes on from an older one', async () => {
    const reads = memoryReadStore(system)
    const older = await signed(log.slice(0, 300), reads)
    const newer = await signed(log, reads, older.checkpoint)
    const store = arrayStore(log)
    const kept = keptTree(reads)
    for (const at of [0, 255, 256, 299, 300, 1_023, 1_024, SIZE - 1]) {
      const event = log[at]!
      const bundle = valueOf(
        await prove({ store, kept }, { kind: 'event', id: event.id }, [event], newer, older),
      )
      expect(checkBundle(bundleText(bundle), { key: key.verifier, origin })).toMatchObject({
        ok: true,
        extended: { size: 300 },
      })
    }
    const stream = await store.readStream('order-100')
    const bundle = valueOf(await prove({ store, kept }, { kind: 'stream', id: 'order-100' }, stream, newer))
    expect(checkBundle(bundleText(bundle), { key: key.verifier, origin })).toMatchObject({ ok: true })
    const late = await prove({ store, kept }, { kind: 'event', id: log[300]!.id }, [log[300]!], older)
    expect(late).toEqual(left({ type: 'AfterCheckpoint', eventId: log[300]!.id, size: 300 }))
    const changed = { ...log[5]!, data: '{"nr":6}' }
    const false5 = valueOf(await prove({ store, kept }, { kind: 'event', id: changed.id }, [changed], newer))
    expect(checkBundle(bundleText(false5), { key: key.verifier, origin })).toMatchObject({
      ok: false,
      fault: 'RootDiffers',
    })
  })
})
