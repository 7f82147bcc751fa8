import { left } from '../../fp.js'
import type { AppendFailure } from '../../application/ports.js'
import { isAnswered, isOfOne, notSent, sentInVain } from './appendFailure.js'
import { outcomeOf, type Append, type Outcome } from './appendGroup.js'
import { DeadlineExceeded } from '../deadline.js'
import type { EventStoreLimits } from './eventStoreOptions.js'
import { NotSent, type GroupWriter } from './groupWriter.js'

export interface GroupCommit {
  append(append: Append): Promise<Outcome>
  /** Refuses those that wait; resolves when the statement under way is done. */
  close(): Promise<void>
}

interface Waiting extends Append {
  readonly answer: (outcome: Outcome) => void
}

const CLOSED: AppendFailure = { type: 'StoreUnavailable', reason: 'the event store is closed' }

/** So that those whose append was just answered can be in the next group with their next one. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The store could not be reached, refuses or does not answer. After a lost connection a new one may work at once. */
const isAway = (error: unknown): boolean =>
  error instanceof NotSent || error instanceof DeadlineExceeded || isAnswered(error)

const refuse = (appends: ReadonlyArray<Waiting>, failure: AppendFailure): void => {
  for (const { answer } of appends) answer(left(failure))
}

/**
 * One statement is under way at a time, and what comes meanwhile goes into the next one: the more there is to do, the
 * more is done per commit. Appends to one stream keep their order. Each append succeeds or fails by itself.
 */
export const groupCommit = (
  writer: Pick<GroupWriter, 'write'>,
  limits: Omit<EventStoreLimits, 'appendBytes'>,
): GroupCommit => {
  let waiting: ReadonlyArray<Waiting> = []
  let arriving: Array<Waiting> = []
  let bytes = 0
  let running: Promise<void> | undefined
  let closed = false

  const takeAll = (): ReadonlyArray<Waiting> => {
    const all = [...waiting, ...arriving]
    waiting = []
    arriving = []
    bytes = 0
    return all
  }

  const takeGroup = (): ReadonlyArray<Waiting> => {
    const group: Array<Waiting> = []
    const rest: Array<Waiting> = []
    const streams = new Set<string>()
    let groupBytes = 0
    let isFull = false
    for (const append of takeAll()) {
      const fits = group.length === 0 || groupBytes + append.bytes <= limits.groupBytes
      isFull ||= group.length >= limits.group || !fits
      if (isFull || streams.has(append.stream)) {
        rest.push(append)
        bytes += append.bytes
      } else {
        group.push(append)
        streams.add(append.stream)
        groupBytes += append.bytes
      }
    }
    waiting = rest
    return group
  }

  /** Writes the group; false when the store is away or does not answer, and there is no use in going on at once. */
  const commit = async (group: ReadonlyArray<Waiting>): Promise<boolean> => {
    try {
      const rows = await writer.write(group)
      for (const [i, append] of group.entries()) {
        const row = rows[i]
        if (row === undefined)
          throw new Error(`append_events answered ${rows.length} of ${group.length} appends`)
        append.answer(outcomeOf(append, row))
      }
      return true
    } catch (error) {
      if (group.length > 1 && isOfOne(error)) return commitOneByOne(group)
      for (const { stream, answer } of group) {
        answer(left(error instanceof NotSent ? notSent(error) : sentInVain(stream, error)))
      }
      return isOfOne(error) || !isAway(error)
    }
  }

  const commitOneByOne = async (group: ReadonlyArray<Waiting>): Promise<boolean> => {
    for (const [i, append] of group.entries()) {
      if (await commit([append])) continue
      refuse(group.slice(i + 1), { type: 'StoreUnavailable', reason: 'the append before it failed' })
      return false
    }
    return true
  }

  const run = async (): Promise<void> => {
    for (;;) {
      await nextTurn()
      const group = takeGroup()
      if (group.length === 0) break
      if (!(await commit(group))) {
        refuse(takeAll(), { type: 'StoreUnavailable', reason: 'the appends before it failed' })
      }
    }
    running = undefined
  }

  return {
    append: (append) =>
      new Promise((answer) => {
        const isFull =
          waiting.length + arriving.length >= limits.waiting || bytes + append.bytes > limits.waitingBytes
        if (closed) answer(left(CLOSED))
        else if (isFull) answer(left({ type: 'StoreBusy' }))
        else {
          arriving.push({ ...append, answer })
          bytes += append.bytes
          running ??= run()
        }
      }),
    close: async () => {
      closed = true
      refuse(takeAll(), CLOSED)
      await running
    },
  }
}
