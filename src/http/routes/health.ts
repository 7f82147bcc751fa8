import { Router } from 'express'
import type { Instant } from '../../domain/kernel/time.js'
import { left, right } from '../../fp.js'
import { ReadsUnavailable, type Queries } from '../../application/queries.js'
import type { ProjectionView } from '../../application/views.js'
import type { Reason } from '../problem.js'
import { get } from '../route.js'

/** A clock that makes things due in this process. `speed`: how many times as fast as the real one it goes. */
export type ClockView =
  { readonly runs: false } | { readonly runs: true; readonly now: Instant; readonly speed: number }

/** When a service may be sent questions. */
export interface Readiness {
  /** Names of the projections that it cannot do without; one that never started is a reason not to be ready. */
  readonly projections?: ReadonlyArray<string>
  /** How old the oldest event may be that a projection has not consumed yet; default 60. */
  readonly lagSecondsMax?: number
  /** Names of projections and processes that nobody runs here: that they stay behind is no reason. */
  readonly resting?: ReadonlyArray<string>
  /** Told with the answer. */
  readonly clock?: () => ClockView
  /** What has stopped in this process and will not go on by itself. */
  readonly halted?: () => ReadonlyArray<Reason>
}

const LAG_SECONDS_MAX = 60

const behind = (
  { projections = [], lagSecondsMax = LAG_SECONDS_MAX, resting = [] }: Readiness,
  known: ReadonlyArray<ProjectionView>,
): ReadonlyArray<Reason> => [
  ...projections
    .filter((name) => !known.some((projection) => projection.name === name))
    .map((component) => ({ component, detail: 'has not started' })),
  ...known
    .filter(({ name, lagSeconds }) => lagSeconds > lagSecondsMax && !resting.includes(name))
    .map(({ name, lagSeconds }) => ({
      component: name,
      detail: `is ${lagSeconds} s behind, more than ${lagSecondsMax} s`,
    })),
  // Whatever may leave events out skips them: where some wait, figures of money or orders are not whole.
  ...known
    .filter(({ parked }) => parked > 0)
    .map(({ name, parked }) => ({
      component: name,
      detail: `has ${parked} events parked: see comptoir parked`,
    })),
]

const reasonsOf = async (queries: Queries, readiness: Readiness): Promise<ReadonlyArray<Reason>> => {
  const halted = readiness.halted?.() ?? []
  try {
    const { projections } = await queries.projections()
    return [...halted, ...behind(readiness, projections)]
  } catch (error) {
    if (!(error instanceof ReadsUnavailable)) throw error
    return [...halted, { component: error.source, detail: error.message }]
  }
}

/** `/livez`: the process answers. `/readyz`: its answers are good. */
export const health = (queries: Queries, readiness: Readiness): Router => {
  const router = Router({ caseSensitive: true })
  get(router, '/livez', {}, async () => Promise.resolve(right({ body: { status: 'alive' } })))
  get(router, '/readyz', {}, async () => {
    const reasons = await reasonsOf(queries, readiness)
    const clock = readiness.clock?.()
    if (reasons.length === 0)
      return right({ body: { status: 'ready', ...(clock === undefined ? {} : { clock }) } })
    const detail = reasons.map((reason) => `${reason.component} ${reason.detail}`).join('; ')
    return left({ kind: 'not-ready', detail, reasons })
  })
  return router
}
