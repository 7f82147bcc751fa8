/** A name that workers share, as one moment shows it: who could run it, and who does. */
export interface Post {
  /** The same for all workers, who sort by it. */
  readonly key: string
  /** Of the work; `undefined` where only others know it. */
  readonly name: string | undefined
  /** Ids of the workers that offer to run it. */
  readonly candidates: ReadonlyArray<string>
  /** Id of the one worker that runs it. */
  readonly owner: string | undefined
}

/** One worker among those that share the projections of a database. Its claims end with it, however it ends. */
export interface WorkerSession {
  /** Different from those of all other workers that are there. */
  readonly id: string
  /** Aborts when the worker is no longer counted as there: others may own what it owned. */
  readonly lost: AbortSignal
  /** From now on this worker could run these, and no others. */
  offer(names: ReadonlyArray<string>): Promise<void>
  /** All that anybody offers or owns. To be asked often: a worker that is silent for too long is taken for frozen, and lost. */
  posts(): Promise<ReadonlyArray<Post>>
  /** Becomes the owner of those of them that nobody owns; tells which. */
  take(names: ReadonlyArray<string>): Promise<ReadonlyArray<string>>
  /** Gives back what it owns of them. */
  release(names: ReadonlyArray<string>): Promise<void>
  /** Gives everything back. */
  close(): void
}

/**
 * Who owns what, of all workers on one database: at most one worker owns a name. A worker that was lost without knowing
 * it may still be at work; the epoch of its checkpoints keeps it from writing.
 */
export interface Claims {
  join(): Promise<WorkerSession>
}
