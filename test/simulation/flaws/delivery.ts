import { isPassing } from '../../../src/application/passing.js'
import type { EventStore, NewEvent } from '../../../src/application/ports.js'
import { sellerCenter } from '../../../src/application/sellerCenter.js'
import { TICKER } from '../../../src/application/asking.js'
import { system } from '../../../src/adapters/system.js'
import { revisionIn } from '../../../src/adapters/appendRules.js'
import { isLeft, right } from '../../../src/fp.js'
import { reactingTo } from '../altered.js'
import { sound, type Makings } from '../makings.js'
import type { Flaw } from './flaw.js'

const onStore = (flawed: (store: EventStore) => Partial<EventStore>): Partial<Makings> => ({
  store: (store) => ({ ...store, ...flawed(store) }),
})

/** As many as there are, each under an id that nobody has seen. */
const renamed = (events: ReadonlyArray<NewEvent>): ReadonlyArray<NewEvent> =>
  events.map((event) => ({ ...event, id: system.idOf(`${event.id} again`) }))

/** Bugs of those who store, deliver and follow. */
export const deliveryFlaws: ReadonlyArray<Flaw> = [
  {
    name: 'a read model does not listen to returned transfers',
    seed: 9,
    makings: {
      projections: sound.projections.map((projection) => {
        const { PayoutReturned: _, ...on } = projection.on
        return projection.name === 'payouts' ? { ...projection, on } : projection
      }),
    },
  },
  {
    name: 'the checkpoint is committed apart from the rows',
    seed: 1,
    makings: {
      reads: (reads, gate) => ({
        ...reads,
        commit: async (owner, to, changes) => {
          const { position, eventId } = owner
          if (position === undefined) return reads.commit(owner, to, changes)
          const written = await reads.commit(owner, { position, eventId }, changes)
          await gate.pass(`between rows and checkpoint of ${owner.name}`)
          gate.mayFail('lostCommits', `checkpoint of ${owner.name}`)
          return isLeft(written) ? written : reads.commit(written.right, to, [])
        },
      }),
    },
  },
  {
    name: 'whoever lost the ownership commits nevertheless',
    seed: 2,
    makings: {
      reads: (reads) => ({
        ...reads,
        commit: async (owner, to, changes) => {
          const outcome = await reads.commit(owner, to, changes)
          if (!isLeft(outcome)) return outcome
          const { name, version, incarnation } = owner
          return reads.commit(await reads.claim(name, version, incarnation), to, changes)
        },
      }),
    },
  },
  {
    name: 'a poisoned event is skipped',
    seed: 1,
    makings: {
      processes: reactingTo('settlements', 'CommissionCharged', (usual, event) =>
        event.type === 'CommissionCharged' && event.data.lines.length > 2 ? [] : usual,
      ),
    },
  },
  {
    name: 'the last event of a page is never delivered',
    seed: 1,
    makings: onStore((store) => ({
      readAll: async (options) => {
        const batch = await store.readAll(options)
        return batch.events.length > 5 ? { ...batch, events: batch.events.slice(0, -1) } : batch
      },
    })),
  },
  {
    name: 'a redelivered event is a new one to its process',
    seed: 1,
    makings: {
      system: (usual) => {
        let times = 0
        return {
          ...usual,
          idOf: (name) => usual.idOf(name.startsWith('process:') ? `${name} ${times++}` : name),
        }
      },
    },
  },
  {
    name: 'an unknown outcome is taken for a success',
    seed: 4,
    makings: onStore((store) => ({
      appendToStream: async (stream, expected, events) => {
        const outcome = await store.appendToStream(stream, expected, events)
        if (!isLeft(outcome) || outcome.left.type !== 'OutcomeUnknown') return outcome
        const before = revisionIn(expected)
        const revision = (before === 'no_stream' ? -1n : before) + BigInt(events.length)
        return right({ revision, position: { commit: 1n, prepare: 1n }, repeated: false })
      },
    })),
  },
  {
    name: 'an unknown outcome is repeated under new ids',
    seed: 3,
    makings: onStore((store) => ({
      appendToStream: async (stream, expected, events) => {
        const outcome = await store.appendToStream(stream, expected, events)
        if (!isLeft(outcome) || outcome.left.type !== 'OutcomeUnknown') return outcome
        const there = (await store.readStream(stream)).at(-1)?.revision ?? 'no_stream'
        return store.appendToStream(stream, there, renamed(events))
      },
    })),
  },
  {
    name: 'the expected revision is not looked at',
    seed: 1,
    makings: onStore((store) => ({
      appendToStream: async (stream, expected, events) => {
        const outcome = await store.appendToStream(stream, expected, events)
        return isLeft(outcome) && outcome.left.type === 'WrongExpectedRevision'
          ? store.appendToStream(stream, outcome.left.actual, events)
          : outcome
      },
    })),
  },
  {
    name: 'a deadline that could not be asked counts as asked',
    seed: 1,
    makings: {
      center: (deps) => {
        const center = sellerCenter(deps)
        return {
          ...center,
          execute: async (request) => {
            if (request.actor === TICKER && deps.system.fingerprint(request.commandId ?? '') < '4')
              return right({ stream: '', events: [], repeated: false })
            const outcome = await center.execute(request)
            const isLost = request.actor === TICKER && isLeft(outcome) && isPassing(outcome.left)
            return isLost ? right({ stream: '', events: [], repeated: false }) : outcome
          },
        }
      },
    },
  },
]
