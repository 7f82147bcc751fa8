/** What is posted for one key is worked on by one worker at a time, everything that waits at once. */
export interface Mailboxes<J> {
  /** False: too many wait for this key already, and the job was not taken. */
  post(key: string, job: J): boolean
}

/**
 * `work` gets all waiting jobs of a key, in order, and what it returned the last time while jobs kept coming; it must
 * not reject. Nothing is kept for a key that nobody writes to.
 */
export const mailboxes = <J, Kept>(
  work: (key: string, jobs: ReadonlyArray<J>, kept: Kept | undefined) => Promise<Kept | undefined>,
  waitingMax: number,
): Mailboxes<J> => {
  const waiting = new Map<string, Array<J>>()

  const run = async (key: string): Promise<void> => {
    let kept: Kept | undefined
    for (;;) {
      const jobs = waiting.get(key) ?? []
      if (jobs.length === 0) break
      waiting.set(key, [])
      kept = await work(key, jobs, kept)
    }
    waiting.delete(key)
  }

  return {
    post: (key, job) => {
      const queue = waiting.get(key)
      if (queue === undefined) {
        waiting.set(key, [job])
        void run(key)
        return true
      }
      if (queue.length >= waitingMax) return false
      queue.push(job)
      return true
    },
  }
}
