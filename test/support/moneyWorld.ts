import { commission } from '../../src/domain/commission/index.js'
import { feeSchedule } from '../../src/domain/kernel/feeSchedules.js'
import { handle, type DomainEvent } from '../../src/domain/events.js'
import type { Aggregate } from '../../src/domain/kernel/decider.js'
import type { Command, Event } from '../../src/domain/kernel/message.js'
import type { Instant } from '../../src/domain/kernel/time.js'
import { payout } from '../../src/domain/payout/index.js'
import { commissions } from '../../src/domain/processes/commissions.js'
import { moneyDeadlines } from '../../src/domain/processes/moneyDeadlines.js'
import { payouts } from '../../src/domain/processes/payouts.js'
import type { Process } from '../../src/domain/processes/process.js'
import { settlements } from '../../src/domain/processes/settlements.js'
import { statements } from '../../src/domain/processes/statements.js'
import { seller, type Seller } from '../../src/domain/seller/index.js'
import { settlement } from '../../src/domain/settlement/index.js'
import { sellerTerms, type TermsTable } from '../../src/domain/settlement/terms.js'
import { statement } from '../../src/domain/statement/index.js'
import { isLeft, left, right, type Either } from '../../src/fp.js'
import { valueOf } from './spec.js'

/** What is asked, as JSON: the envelope is completed here. */
export interface Ask {
  readonly type: string
  readonly data: object
}

interface Due {
  readonly dueAt: Instant
  readonly ask: Ask
}

/** All that the money has come to. It never changes: each step gives a new one, so that a history can be tried again. */
export interface World {
  readonly now: Instant
  readonly states: ReadonlyMap<string, unknown>
  /** By the id of the deadline. */
  readonly dues: ReadonlyMap<string, Due>
  readonly log: ReadonlyArray<DomainEvent>
}

interface Refused {
  readonly type: string
}

interface Member {
  readonly types: ReadonlyArray<string>
  readonly run: (
    world: World,
    ask: Ask,
  ) => Either<
    Refused,
    { readonly stream: string; readonly state: unknown; readonly events: ReadonlyArray<DomainEvent> }
  >
}

const member = <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R extends Refused>(
  aggregate: Aggregate<C, S, E, R>,
): Member => ({
  types: aggregate.commands.types,
  run: (world, ask) => {
    const envelope = { commandId: '00000000-0000-4000-8000-000000000001', at: world.now, actor: 'test' }
    const command = valueOf(aggregate.commands.decode(ask.type, { ...envelope, ...ask }))
    const stream = `${aggregate.category}-${aggregate.idOf(command)}`
    const state = (world.states.get(stream) as S | undefined) ?? aggregate.initialState
    const decided = aggregate.decide(command, state)
    if (isLeft(decided)) return decided
    const events = decided.right
    return right({
      stream,
      state: events.reduce(aggregate.evolve, state),
      events: events as unknown as ReadonlyArray<DomainEvent>,
    })
  },
})

const members = [member(seller), member(commission), member(settlement), member(statement), member(payout)]
const memberOf = new Map(members.flatMap((each) => each.types.map((type) => [type, each])))

const sellerIn = ({ states }: World, { data }: DomainEvent): Seller =>
  'sellerId' in data
    ? ((states.get(`${seller.category}-${data.sellerId}`) as Seller | undefined) ?? seller.initialState)
    : seller.initialState

/** The processes and deciders of the money, in memory: everything that follows from an event happens at once. */
export const moneyWorld = (begin: Instant, terms: TermsTable = sellerTerms) => {
  const processes: ReadonlyArray<Process<Ask>> = [
    commissions(feeSchedule),
    settlements(terms),
    statements,
    payouts(terms),
  ]
  const empty: World = { now: begin, states: new Map(), dues: new Map(), log: [] }

  const timed = (world: World, event: DomainEvent): World => {
    const dues = new Map(world.dues)
    for (const change of valueOf(handle(moneyDeadlines.on, event) ?? right([]))) {
      if (change.type === 'DeadlineScheduled')
        dues.set(change.deadlineId, { dueAt: change.dueAt, ask: change.request })
      else dues.delete(change.deadlineId)
    }
    return { ...world, dues }
  }

  /** A refusal of what a process asks is a fault of the house: it would stop there. */
  const follow = (world: World, event: DomainEvent): World => {
    const known = sellerIn(world, event)
    let next: World = { ...world, log: [...world.log, event] }
    for (const process of processes) {
      for (const ask of valueOf(handle(process.on, event, known) ?? right([])))
        next = valueOf(asked(next, ask))
    }
    return timed(next, event)
  }

  const asked = (world: World, ask: Ask): Either<Refused, World> => {
    const { type, data } = ask
    const run = memberOf.get(type)?.run(world, { type, data })
    if (run === undefined) return left({ type: `nobody decides ${type}` })
    if (isLeft(run)) return run
    const { stream, state, events } = run.right
    if (events.length === 0) return right(world)
    const states = new Map(world.states).set(stream, state)
    return right(events.reduce(follow, { ...world, states }))
  }

  /** Whatever is due by then is asked, the earliest first; a deadline that came to nothing is over. */
  const until = (world: World, at: Instant): World => {
    let next = world
    for (;;) {
      const first = [...next.dues]
        .filter(([, { dueAt }]) => dueAt <= at)
        .sort(([, a], [, b]) => (a.dueAt < b.dueAt ? -1 : 1))[0]
      if (first === undefined) return { ...next, now: at > next.now ? at : next.now }
      const [deadlineId, due] = first
      const dues = new Map(next.dues)
      dues.delete(deadlineId)
      const now = due.dueAt > next.now ? due.dueAt : next.now
      const rest = { ...next, now, dues }
      const outcome = asked(rest, due.ask)
      next = isLeft(outcome) ? rest : outcome.right
    }
  }

  return {
    empty,
    /** Something happened to an order. */
    tell: (world: World, event: DomainEvent): World =>
      follow({ ...world, now: event.occurredAt > world.now ? event.occurredAt : world.now }, event),
    ask: asked,
    until,
  }
}
