/** It took longer than it may. What was asked may still happen. */
export class DeadlineExceeded extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`)
    this.name = 'DeadlineExceeded'
  }
}

/** The value, or `DeadlineExceeded` after `ms`; then `late` gets what comes after all. */
export const withDeadline = <A>(ms: number, promise: Promise<A>, late?: (value: A) => void): Promise<A> =>
  new Promise((resolve, reject) => {
    let isOver = false
    const timer = setTimeout(() => {
      isOver = true
      reject(new DeadlineExceeded(ms))
    }, ms)
    promise
      .finally(() => {
        clearTimeout(timer)
      })
      .then((value) => {
        if (isOver) late?.(value)
        else resolve(value)
      }, reject)
  })
