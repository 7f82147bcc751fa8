import { int8, text } from '../../src/projections/column.js'
import type { Projection } from '../../src/projections/projection.js'
import { log, table } from '../../src/projections/table.js'

export const tally = table('tally', { stream: text, events: int8 }, ['stream'])
export const stepLog = log('step_log', { stream: text, step: text }, ['stream', 'step'])

/** What a host's database would need for these tables. */
export const refusingSql = (schema: string): string => `
  CREATE TABLE ${schema}.tally (stream text PRIMARY KEY, events int8 NOT NULL CHECK (events > 0));
  CREATE TABLE ${schema}.step_log (stream text, step text, PRIMARY KEY (stream, step))`

/** Counts the events of a stream and logs its steps; an order that is paid breaks a rule, as long as `isMended` says no. */
export const refusing = (isMended: () => boolean = () => false): Projection => {
  const begun = (_: unknown, { stream }: { readonly stream: string }) => [
    tally.put({ stream, events: 1n }),
    stepLog.add({ stream, step: 'begun' }),
  ]
  const counted =
    (step: string) =>
    (_: unknown, { stream }: { readonly stream: string }) => [
      tally.update({ stream }, (row) => ({ ...row, events: row.events + 1n })),
      stepLog.add({ stream, step }),
    ]
  return {
    name: 'refusing',
    version: 1,
    tables: [tally, stepLog],
    partition: (stream) => stream,
    onPoison: 'park',
    on: {
      SellerRegistered: begun,
      OrderPlaced: begun,
      OrderPaid: (event, recorded) => counted(isMended() ? 'paid' : 'begun')(event, recorded),
      OrderDelivered: counted('delivered'),
    },
  }
}
