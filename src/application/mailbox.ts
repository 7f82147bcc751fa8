/** What is posted for one key is worked on in order, everything that waits at once. */
export interface Mailboxes<J> {
  /** False: too many wait for this key already, and the job was not taken. */
  post(key: string, job: J): boolean
}

export interface MailboxLimits {
  /** Jobs that may wait for one key. */
  readonly waiting: number
  /** Keys of which something is kept: those that were worked on last. */
  readonly kept: number
  /** Steps of one key that are under way at once. */
  readonly ahead: number
}

/** Some jobs of one key that are being worked on. */
export interface Step<Kept> {
  /** How many of them it has taken on, from the first; the others wait for the next step. */
  readonly taken: number
  /** What the next step can begin with before this one is over; absent: it waits. */
  readonly ahead?: Kept | undefined
  /** What is left when it is over; absent: the next step begins anew. Never rejects. */
  readonly ended: Promise<Kept | undefined>
}

/** What a step is told. */
export interface Begin<J, Kept> {
  readonly key: string
  readonly jobs: ReadonlyArray<J>
  /** What the step before left, or what it expects to leave. */
  readonly kept: Kept | undefined
  /** Resolves when all steps before it are over. */
  readonly before: Promise<unknown>
  /** What was expected of this step does not hold: nothing that is not begun yet may build on it. */
  readonly spoil: () => void
}

interface Box<J, Kept> {
  waiting: ReadonlyArray<J>
  arriving: Array<J>
  underWay: number
  kept: Kept | undefined
  last: Promise<unknown>
}

/** Each step gets what waits for its key when it begins: all that is posted in one go comes together. */
export const mailboxes = <J, Kept>(
  work: (begin: Begin<J, Kept>) => Step<Kept>,
  limits: MailboxLimits,
): Mailboxes<J> => {
  const boxes = new Map<string, Box<J, Kept>>()
  const keptBy = new Map<string, Kept>()

  const keep = (key: string, kept: Kept): void => {
    keptBy.set(key, kept)
    if (keptBy.size <= limits.kept) return
    const [oldest] = keptBy.keys()
    if (oldest !== undefined) keptBy.delete(oldest)
  }

  const begin = (key: string, box: Box<J, Kept>): void => {
    const jobs = [...box.waiting, ...box.arriving]
    const { taken, ahead, ended } = work({
      key,
      jobs,
      kept: box.kept,
      before: box.last,
      spoil: () => {
        box.kept = undefined
      },
    })
    box.arriving = []
    box.waiting = jobs.slice(taken)
    box.kept = ahead
    box.underWay += 1
    box.last = ended.then((kept) => {
      box.underWay -= 1
      if (box.underWay === 0) box.kept = kept
      goOn(key, box)
    })
  }

  const goOn = (key: string, box: Box<J, Kept>): void => {
    if (boxes.get(key) !== box) return
    const isWaiting = (): boolean => box.waiting.length + box.arriving.length > 0
    const canBegin = (): boolean =>
      box.underWay === 0 || (box.underWay < limits.ahead && box.kept !== undefined)
    while (isWaiting() && canBegin()) begin(key, box)
    if (box.underWay > 0 || isWaiting()) return
    boxes.delete(key)
    if (box.kept !== undefined) keep(key, box.kept)
  }

  const opened = (key: string): Box<J, Kept> => {
    const kept = keptBy.get(key)
    keptBy.delete(key)
    const box: Box<J, Kept> = { waiting: [], arriving: [], underWay: 0, kept, last: Promise.resolve() }
    boxes.set(key, box)
    return box
  }

  return {
    post: (key, job) => {
      const box = boxes.get(key) ?? opened(key)
      if (box.waiting.length + box.arriving.length >= limits.waiting) return false
      box.arriving.push(job)
      // Not at once: whoever posts several does so in one go.
      if (box.waiting.length + box.arriving.length === 1) void Promise.resolve().then(() => goOn(key, box))
      return true
    },
  }
}
