/** Asks for the next one while this one is worked on. */
export async function* readAhead<A>(source: AsyncGenerator<A>): AsyncGenerator<A> {
  let next = source.next()
  try {
    for (let step = await next; step.done !== true; step = await next) {
      next = source.next()
      // Whoever stops here waits for it nowhere else.
      next.catch(() => undefined)
      yield step.value
    }
  } finally {
    await source.return(undefined)
  }
}
