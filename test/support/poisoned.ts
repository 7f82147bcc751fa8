import type { Projection } from '../../src/projections/projection.js'

/** The same projection, but with handlers that fail on one event in so many. */
export const poisoned = (projection: Projection, every: number, salt: number): Projection => ({
  ...projection,
  onPoison: 'park',
  on: Object.fromEntries(
    Object.entries(projection.on).map(([type, handler]) => [
      type,
      (event: never, recorded: { readonly position: { readonly commit: bigint } }) => {
        if ((Number(recorded.position.commit) * 7 + salt) % every === 0) throw new Error('planted')
        return (handler as (...asked: ReadonlyArray<unknown>) => unknown)(event, recorded)
      },
    ]),
  ),
})
