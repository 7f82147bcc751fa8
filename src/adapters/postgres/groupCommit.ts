import { left } from '../../fp.js'
import type { AppendFailure } from '../../application/ports.js'
import { isAnswered, isOfOne, notSent, sentInVain } from './appendFailure.js'
import { follows, joinedUp, outcomeOf, partsOf, type Append, type Outcome } from './appendGroup.js'
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
  /** It is judged by itself: together with those before it, it was refused. */
  readonly isAlone: boolean
}

/** Appends to one stream, each of which expects what the one before leaves: stored or refused as one. */
type Chain = [Waiting, ...Array<Waiting>]

const CLOSED: AppendFailure = { type: 'StoreUnavailable', reason: 'the event store is closed' }

/** So that those whose append was just answered can be in the next group with their next one. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The store could not be reached, refuses or does not answer. After a lost connection a new one may work at once. */
const isAway = (error: unknown): boolean =>
  error instanceof NotSent || error instanceof DeadlineExceeded || isAnswered(error)

const refuse = (appends: ReadonlyArray<Waiting>, failure: AppendFailure): void => {
  for (const { answer } of appends) answer(left(failure))
}

const goesOn = (chain: Chain, append: Waiting): boolean => {
  const last = chain.at(-1)
  return last !== undefined && !last.isAlone && !append.isAlone && follows(last, append)
}

/**
 * One statement is under way at a time, and what comes meanwhile goes into the next one: the more there is to do, the
 * more is done per commit. Appends to one stream keep their order; those that follow each other go together, and each by
 * itself when that is refused. Each append succeeds or fails by itself.
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

  const takeGroup = (): ReadonlyArray<Chain> => {
    const chains = new Map<string, Chain>()
    const rest: Array<Waiting> = []
    // Of which something waits for the next group: what comes after it waits too.
    const passed = new Set<string>()
    let [count, groupBytes] = [0, 0]
    let isFull = false
    for (const append of takeAll()) {
      const { stream } = append
      const chain = chains.get(stream)
      isFull ||= count >= limits.group || (count > 0 && groupBytes + append.bytes > limits.groupBytes)
      if (isFull || passed.has(stream) || (chain !== undefined && !goesOn(chain, append))) {
        rest.push(append)
        bytes += append.bytes
        passed.add(stream)
      } else {
        if (chain === undefined) chains.set(stream, [append])
        else chain.push(append)
        count += 1
        groupBytes += append.bytes
      }
    }
    waiting = rest
    return [...chains.values()]
  }

  /** Before all that waits, in their order. */
  const takeBack = (appends: ReadonlyArray<Waiting>): void => {
    waiting = [...appends.map((each) => ({ ...each, isAlone: true })), ...waiting]
    for (const append of appends) bytes += append.bytes
  }

  /** Writes the group; false when the store is away or does not answer, and there is no use in going on at once. */
  const commit = async (group: ReadonlyArray<Chain>): Promise<boolean> => {
    const wholes = group.map(joinedUp)
    try {
      const rows = await writer.write(wholes)
      const refused: Array<Waiting> = []
      for (const [i, chain] of group.entries()) {
        const [whole, row] = [wholes[i], rows[i]]
        if (whole === undefined || row === undefined)
          throw new Error(`append_events answered ${rows.length} of ${group.length} appends`)
        const outcome = outcomeOf(whole, row)
        const outcomes = chain.length === 1 ? [outcome] : partsOf(chain, outcome)
        if (outcomes === undefined) refused.push(...chain)
        else for (const [nr, each] of outcomes.entries()) chain[nr]?.answer(each)
      }
      takeBack(refused)
      return true
    } catch (error) {
      const appends = group.flat()
      if (appends.length > 1 && isOfOne(error)) return commitOneByOne(appends)
      for (const { stream, answer } of appends) {
        answer(left(error instanceof NotSent ? notSent(error) : sentInVain(stream, error)))
      }
      return isOfOne(error) || !isAway(error)
    }
  }

  const commitOneByOne = async (appends: ReadonlyArray<Waiting>): Promise<boolean> => {
    for (const [i, append] of appends.entries()) {
      if (await commit([[append]])) continue
      refuse(appends.slice(i + 1), { type: 'StoreUnavailable', reason: 'the append before it failed' })
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
          arriving.push({ answer, ...append, isAlone: false })
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
