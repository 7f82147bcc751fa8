import { commandHandler } from '../../src/application/commandHandler.js'
import type { EventStore, System } from '../../src/application/ports.js'
import {
  sellerCenter,
  type Refusal,
  type SellerCenter,
  type SellerCenterRequest,
} from '../../src/application/sellerCenter.js'
import type { DomainEvent } from '../../src/domain/events.js'
import type { Aggregate } from '../../src/domain/kernel/decider.js'
import type { Command, Event } from '../../src/domain/kernel/message.js'
import type { Seller } from '../../src/domain/seller/state.js'
import type { Process } from '../../src/domain/processes/process.js'
import { isLeft, right, type Either } from '../../src/fp.js'
import { sound, type Makings } from './makings.js'

/** The seller center with one aggregate that goes by other rules. */
export const withAggregate =
  <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R extends Refusal>(
    aggregate: Aggregate<C, S, E, R>,
  ) =>
  (deps: { readonly store: EventStore; readonly system: System }): SellerCenter => {
    const center = sellerCenter(deps)
    const altered = commandHandler(aggregate, deps)
    const types = new Set(altered.types)
    const executeTogether: SellerCenter['executeTogether'] = (requests) =>
      types.has(requests[0]?.type ?? '') ? altered.execute(requests) : center.executeTogether(requests)
    return { execute: (request) => executeTogether([request]), executeTogether }
  }

/** An aggregate that tells some of its events otherwise, or not at all. */
export const telling = <C extends Command<string, unknown>, S, E extends Event<string, unknown>, R>(
  aggregate: Aggregate<C, S, E, R>,
  alter: (event: E) => E | undefined,
): Aggregate<C, S, E, R> => ({
  ...aggregate,
  decide: (command, state) => {
    const decided = aggregate.decide(command, state)
    return isLeft(decided)
      ? decided
      : right(decided.right.map(alter).filter((event): event is Awaited<E> => event !== undefined))
  },
})

type Reaction = (event: DomainEvent, seller: Seller) => Either<never, ReadonlyArray<SellerCenterRequest>>

/** The processes, one of which reacts otherwise to one type of event; `usual` is what it would ask for. */
export const reactingTo =
  (
    name: string,
    type: DomainEvent['type'],
    react: (
      usual: ReadonlyArray<SellerCenterRequest>,
      event: DomainEvent,
      again: (event: DomainEvent) => ReadonlyArray<SellerCenterRequest>,
    ) => ReadonlyArray<SellerCenterRequest>,
  ): Makings['processes'] =>
  (terms) =>
    sound.processes(terms).map((process): Process<SellerCenterRequest> => {
      if (process.name !== name) return process
      const handler = process.on[type] as unknown as Reaction
      const asks = (event: DomainEvent, seller: Seller): ReadonlyArray<SellerCenterRequest> => {
        const asked = handler(event, seller)
        return isLeft(asked) ? [] : asked.right
      }
      const reaction = (event: DomainEvent, seller: Seller) =>
        right(react(asks(event, seller), event, (other) => asks(other, seller)))
      return { ...process, on: { ...process.on, [type]: reaction } }
    })
