import type { Agenda, Due } from '../../application/agenda.js'
import { deadlinesAskedTable, deadlinesTable } from '../../projections/deadlines.js'
import { payoutsTable } from '../../projections/payouts.js'
import type { ValuesOf } from '../../projections/table.js'
import { rowsIn, type MemoryReadStore } from './readStore.js'

type Deadline = ValuesOf<typeof deadlinesTable>

const dueOf = ({ deadlineId, dueAt, scheduledBy, request }: Deadline): Due => ({
  deadlineId,
  dueAt,
  scheduledBy,
  // What the timekeepers wrote; the command's own codec reads it.
  request: JSON.parse(request) as Due['request'],
})

/** By time, then by id; both compare as texts. */
const earlier = (a: Deadline, b: Deadline): number =>
  a.dueAt === b.dueAt ? (a.deadlineId < b.deadlineId ? -1 : 1) : a.dueAt < b.dueAt ? -1 : 1

/** What waits for its time, in read models that are in memory. */
export const memoryAgenda = (reads: Pick<MemoryReadStore, 'table'>): Agenda => {
  const asking = ({ deadlineId, scheduledBy }: Pick<Deadline, 'deadlineId' | 'scheduledBy'>): string =>
    `${deadlineId} ${scheduledBy}`

  return {
    due: async ({ until, clocks, limit }) => {
      const asked = new Set(rowsIn(reads, deadlinesAskedTable).map(asking))
      return rowsIn(reads, deadlinesTable)
        .filter(({ state, dueAt }) => state === 'STANDING' && (until === undefined || dueAt <= until))
        .filter(({ clock }) => clocks === undefined || clocks.some((each) => each === clock))
        .filter((row) => !asked.has(asking(row)))
        .toSorted(earlier)
        .slice(0, limit)
        .map(dueOf)
    },

    payoutsInFlight: async ({ after = '', limit }) =>
      rowsIn(reads, payoutsTable)
        .filter(({ status, payoutId }) => ['PLANNED', 'PROCESSING'].includes(status) && payoutId > after)
        .map(({ payoutId }) => payoutId)
        .toSorted()
        .slice(0, limit),
  }
}
