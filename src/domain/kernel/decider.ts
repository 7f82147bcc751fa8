import type { Either } from '../../fp.js'
import type { Command, CommandCatalog, Event, EventCatalog } from './message.js'

/** The whole shape of an aggregate's rules: three pure values. */
export interface Decider<C, S, E, R> {
  readonly initialState: S
  /** Total, never throws: an event that does not fit the state leaves it as it is. */
  readonly evolve: (state: S, event: E) => S
  /** Left: the caller is wrong and nothing happened. `right([])`: it is already so. */
  readonly decide: (command: C, state: S) => Either<R, ReadonlyArray<E>>
}

/** A decider with its storage contract: how it is told apart, read, written and found. */
export interface Aggregate<
  C extends Command<string, unknown>,
  S,
  E extends Event<string, unknown>,
  R,
> extends Decider<C, S, E, R> {
  /** Streams are `category-id`. */
  readonly category: string
  readonly events: EventCatalog<E>
  readonly commands: CommandCatalog<C>
  readonly idOf: (command: C) => string
  /**
   * Commands that begin streams, and most of which do: a stream that nobody remembers is taken for new, without a read, until its append
   * says otherwise.
   */
  readonly opening: ReadonlySet<C['type']>
}
