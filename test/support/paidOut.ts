import type { DomainEvent } from '../../src/domain/events.js'
import { instantOf } from '../../src/domain/kernel/time.js'
import { moneyWorld } from './moneyWorld.js'
import { orderDelivered, orderPaid } from './orders.js'
import { recorded } from './projections.js'
import { NOW } from './spec.js'

/** An order that was sold, settled, stated, planned and paid. */
export const paidOut = (): ReadonlyArray<DomainEvent> => {
  const money = moneyWorld(instantOf(0))
  const sold = [orderPaid(), orderDelivered('P1')].reduce(money.tell, money.empty)
  const planned = money.until(sold, instantOf(Date.parse(NOW) + 20 * 86_400_000))
  const payoutId = planned.log.flatMap((event) =>
    event.type === 'PayoutPlanned' ? [event.data.payoutId] : [],
  )[0]
  const asks = [
    { type: 'RecordPayoutAttempt', data: { payoutId, attempt: 1 } },
    { type: 'RecordPayoutNotice', data: { payoutId, status: 'PAID' } },
  ]
  return asks.reduce((world, ask) => {
    const asked = money.ask(world, ask)
    if (asked._tag === 'Left') throw new Error(asked.left.type)
    return asked.right
  }, planned).log
}

/** The same history with one event changed. */
export const spoilt = <T extends DomainEvent['type']>(
  type: T,
  spoil: (event: Extract<DomainEvent, { type: T }>) => DomainEvent | undefined,
) =>
  recorded(
    paidOut().flatMap((event) =>
      event.type === type ? (spoil(event as Extract<DomainEvent, { type: T }>) ?? []) : [event],
    ),
  )

/** The same history up to the first event of this type, without it. */
export const before = (type: DomainEvent['type']) => {
  const events = paidOut()
  return recorded(
    events.slice(
      0,
      events.findIndex((event) => event.type === type),
    ),
  )
}
