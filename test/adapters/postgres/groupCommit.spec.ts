import { describe, expect, test } from 'vitest'
import { DeadlineExceeded } from '../../../src/adapters/deadline.js'
import type { Append, Group } from '../../../src/adapters/postgres/appendGroup.js'
import { groupCommit } from '../../../src/adapters/postgres/groupCommit.js'
import { NotSent } from '../../../src/adapters/postgres/groupWriter.js'
import type { Row } from '../../../src/adapters/postgres/queries/reader.js'
import { appended, newEvents, refused } from '../../support/log.js'

const limits = { waiting: 100, waitingBytes: 10_000, group: 10, groupBytes: 5_000 }

const appendTo = (stream: string, bytes = 10): Append => ({
  stream,
  expected: 'no_stream',
  events: newEvents(1),
  bytes,
})

const sqlError = (code: string, constraint?: string): Error =>
  Object.assign(new Error('refused'), { severity: 'ERROR', code, constraint })

const row: Row = { verdict: 'appended', last_revision: '0', last_position: '1' }

/** Writes what it is told to, and remembers the groups. */
const writer = (refuse: (group: Group) => Error | undefined = () => undefined) => {
  const groups: Array<ReadonlyArray<string>> = []
  return {
    groups,
    write: (group: Group): Promise<ReadonlyArray<Row>> => {
      groups.push(group.map(({ stream }) => stream))
      const error = refuse(group)
      return new Promise((resolve, reject) =>
        setTimeout(() => {
          if (error) reject(error)
          else resolve(group.map(() => row))
        }, 5),
      )
    },
  }
}

const all = (
  { append }: ReturnType<typeof groupCommit>,
  appends: ReadonlyArray<Append>,
): Promise<ReadonlyArray<Awaited<ReturnType<typeof append>>>> => Promise.all(appends.map(append))

describe('a group commit', () => {
  test('writes together what comes while another group is under way', async () => {
    const { groups, write } = writer()
    const group = groupCommit({ write }, limits)
    const first = group.append(appendTo('a-1'))
    await new Promise((resolve) => setTimeout(resolve, 2))
    await all(
      group,
      ['b-1', 'c-1', 'd-1'].map((stream) => appendTo(stream)),
    )
    appended(await first)
    expect(groups).toEqual([['a-1'], ['b-1', 'c-1', 'd-1']])
  })

  test('keeps the order of a stream whose appends do not follow each other, one of them per group', async () => {
    const { groups, write } = writer()
    const streams = ['a-1', 'b-1', 'a-1', 'a-1', 'c-1', 'b-1']
    await all(
      groupCommit({ write }, limits),
      streams.map((stream) => appendTo(stream)),
    )
    expect(groups).toEqual([['a-1', 'b-1', 'c-1'], ['a-1', 'b-1'], ['a-1']])
  })

  describe('of appends that follow each other', () => {
    /** Appends to one stream of 1, 2, 3 … events, each building on the one before. */
    const chain = (stream: string, length: number): ReadonlyArray<Append> => {
      const appends: Array<Append> = []
      for (let nr = 1; nr <= length; nr++) {
        const events = newEvents(nr)
        const last = appends.at(-1)?.events.at(-1)
        const before = appends.reduce((sum, each) => sum + each.events.length, 0)
        const expected =
          last === undefined ? ('no_stream' as const) : { revision: BigInt(before - 1), eventId: last.id }
        appends.push({ stream, expected, events, bytes: 10 })
      }
      return appends
    }
    const sizes = (group: Group): ReadonlyArray<number> => group.map(({ events }) => events.length)

    test('stores them as one, and tells each of its own last event', async () => {
      const written: Array<ReadonlyArray<number>> = []
      const write = (group: Group): Promise<ReadonlyArray<Row>> => {
        written.push(sizes(group))
        return Promise.resolve([
          { verdict: 'appended', last_revision: '5', last_position: '106' },
          { verdict: 'appended', last_revision: '0', last_position: '107' },
        ])
      }
      const results = await all(groupCommit({ write }, limits), [...chain('a-1', 3), appendTo('b-1')])
      expect(written).toEqual([[6, 1]])
      expect(results.map((result) => appended(result))).toEqual(
        [
          [0n, 101n],
          [2n, 103n],
          [5n, 106n],
          [0n, 107n],
        ].map(([revision, position]) => ({
          ...{ revision, position: { commit: position, prepare: position }, repeated: false },
        })),
      )
    })

    test('has each judged by itself when they are refused, in their order and before what came later', async () => {
      const written: Array<ReadonlyArray<number>> = []
      const conflict = { verdict: 'conflict', last_revision: '7', last_position: null }
      const write = (group: Group): Promise<ReadonlyArray<Row>> => {
        written.push(sizes(group))
        return Promise.resolve(group.map(() => conflict))
      }
      const group = groupCommit({ write }, limits)
      const results = await all(group, chain('a-1', 3))
      expect(written).toEqual([[6], [1], [2], [3]])
      expect(results.map((result) => refused(result))).toEqual(
        (['no_stream', 0n, 2n] as const).map((expected) => ({
          ...{ type: 'WrongExpectedRevision', stream: 'a-1', expected, actual: 7n },
        })),
      )
    })

    test('does not join what expects another event', async () => {
      const { groups, write } = writer()
      const [first, second] = chain('a-1', 2)
      const other = { ...second!, expected: { revision: 0n, eventId: newEvents(1)[0]!.id } }
      await all(groupCommit({ write }, limits), [first!, other])
      expect(groups).toEqual([['a-1'], ['a-1']])
    })
  })

  test('is bounded in appends and in bytes', async () => {
    const { groups, write } = writer()
    const appends = [3_000, 1_000, 1_500, 6_000, 10].map((bytes, nr) => appendTo(`a-${nr}`, bytes))
    const group = groupCommit({ write }, { ...limits, waitingBytes: 20_000 })
    await all(group, appends)
    expect(groups).toEqual([['a-0', 'a-1'], ['a-2'], ['a-3'], ['a-4']])
    groups.splice(0)
    await all(
      group,
      Array.from({ length: 25 }, (_, nr) => appendTo(`b-${nr}`)),
    )
    expect(groups.map(({ length }) => length)).toEqual([10, 10, 5])
  })

  test('keeps the order of a stream when its first append did not fit', async () => {
    const { groups, write } = writer()
    const appends = [appendTo('a-1', 4_000), appendTo('b-1', 2_000), appendTo('b-1', 10), appendTo('c-1', 10)]
    await all(groupCommit({ write }, limits), appends)
    expect(groups).toEqual([['a-1'], ['b-1', 'c-1'], ['b-1']])
  })

  test.each([
    ['an id that is stored elsewhere', sqlError('23505', 'events_event_id'), 'EventIdReused'],
    ['data that Postgres cannot hold', sqlError('22P05'), 'StoreUnavailable'],
  ])('with %s fails alone', async (_, error, type) => {
    const { groups, write } = writer((group) =>
      group.some(({ stream }) => stream === 'bad-1') ? error : undefined,
    )
    const streams = ['a-1', 'bad-1', 'c-1']
    const results = await all(
      groupCommit({ write }, limits),
      streams.map((stream) => appendTo(stream)),
    )
    expect(groups).toEqual([streams, ['a-1'], ['bad-1'], ['c-1']])
    appended(results[0]!)
    expect(refused(results[1]!).type).toBe(type)
    appended(results[2]!)
  })

  test.each([
    ['could not be sent', new NotSent(new Error('refused')), 'StoreUnavailable'],
    ['was not answered', new DeadlineExceeded(10), 'OutcomeUnknown'],
    ['was refused', sqlError('55P03'), 'StoreUnavailable'],
  ])('that %s refuses those that wait, of which nothing was stored', async (_, error, type) => {
    const { groups, write } = writer(() => error)
    const group = groupCommit({ write }, { ...limits, group: 1 })
    const results = await all(
      group,
      ['a-1', 'b-1', 'c-1'].map((stream) => appendTo(stream)),
    )
    expect(results.map((result) => refused(result).type)).toEqual([
      type,
      'StoreUnavailable',
      'StoreUnavailable',
    ])
    expect(groups).toEqual([['a-1']])
  })

  test('whose connection broke lets those that wait try a new one', async () => {
    let isBroken = true
    const { write } = writer(() => {
      const error = isBroken ? Object.assign(new Error('reset'), { code: 'ECONNRESET' }) : undefined
      isBroken = false
      return error
    })
    const group = groupCommit({ write }, { ...limits, group: 1 })
    const results = await all(
      group,
      ['a-1', 'b-1'].map((stream) => appendTo(stream)),
    )
    expect(refused(results[0]!).type).toBe('OutcomeUnknown')
    appended(results[1]!)
  })

  test('of which the answer is short leaves the outcome of the others unknown', async () => {
    const group = groupCommit({ write: () => Promise.resolve([row]) }, limits)
    const results = await all(
      group,
      ['a-1', 'b-1'].map((stream) => appendTo(stream)),
    )
    appended(results[0]!)
    expect(refused(results[1]!).type).toBe('OutcomeUnknown')
  })
})
