/** What is posted for one key is worked on by one worker at a time, everything that waits at once. */
export interface Mailboxes<J> {
  /** False: too many wait for this key already, and the job was not taken. */
  post(key: string, job: J): boolean
}

export interface MailboxLimits {
  /** Jobs that may wait for one key. */
  readonly waiting: number
  /** Keys of which something is kept: those that were worked on last. */
  readonly kept: number
}

/**
 * `work` gets all waiting jobs of a key, in order, and what it returned the last time, as long as that is kept; it must
 * not reject.
 */
export const mailboxes = <J, Kept>(
  work: (key: string, jobs: ReadonlyArray<J>, kept: Kept | undefined) => Promise<Kept | undefined>,
  limits: MailboxLimits,
): Mailboxes<J> => {
  const waiting = new Map<string, Array<J>>()
  const keptBy = new Map<string, Kept>()

  const keep = (key: string, kept: Kept): void => {
    keptBy.set(key, kept)
    if (keptBy.size <= limits.kept) return
    const [oldest] = keptBy.keys()
    if (oldest !== undefined) keptBy.delete(oldest)
  }

  const run = async (key: string): Promise<void> => {
    let kept = keptBy.get(key)
    keptBy.delete(key)
    for (;;) {
      const jobs = waiting.get(key) ?? []
      if (jobs.length === 0) break
      waiting.set(key, [])
      kept = await work(key, jobs, kept)
    }
    waiting.delete(key)
    if (kept !== undefined) keep(key, kept)
  }

  return {
    post: (key, job) => {
      const queue = waiting.get(key)
      if (queue === undefined) {
        waiting.set(key, [job])
        void run(key)
        return true
      }
      if (queue.length >= limits.waiting) return false
      queue.push(job)
      return true
    },
  }
}
