/** It took longer than it may. What was asked may still happen. */
export class DeadlineExceeded extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`)
    this.name = 'DeadlineExceeded'
  }
}

/**
 * `withDeadline(promise, ms, error?, late?)`: what the promise comes to, or after `ms` milliseconds a rejection with what
 * `error` makes (default `DeadlineExceeded`); then `late` gets the value that comes after all, and a late rejection is
 * dropped. The timer is cleared as soon as the promise settles.
 */
export const withDeadline = <A>(
  promise: Promise<A>,
  ms: number,
  error: () => Error = () => new DeadlineExceeded(ms),
  late?: (value: A) => void,
): Promise<A> =>
  new Promise((resolve, reject) => {
    let isOver = false
    const timer = setTimeout(() => {
      isOver = true
      reject(error())
    }, ms)
    promise.then(
      (value) => {
        clearTimeout(timer)
        if (isOver) late?.(value)
        else resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
