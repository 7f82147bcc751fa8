import { afterSalesEventDefinitions, type AfterSalesEvent } from './afterSales/events.js'
import { commissionEventDefinitions, type CommissionEvent } from './commission/events.js'
import { eventCatalog, type Event } from './kernel/message.js'
import { operationEventDefinitions, type OperationEvent } from './operation/events.js'
import { orderEventDefinitions, type OrderEvent } from './order/events.js'
import { payoutEventDefinitions, type PayoutEvent } from './payout/events.js'
import { productEventDefinitions, type ProductEvent } from './product/events.js'
import { sellerEventDefinitions, type SellerEvent } from './seller/events.js'
import { settlementEventDefinitions, type SettlementEvent } from './settlement/events.js'
import { statementEventDefinitions, type StatementEvent } from './statement/events.js'

/** Everything that can have happened; a new aggregate is one line here and one below. */
export type DomainEvent =
  | SellerEvent
  | ProductEvent
  | OrderEvent
  | AfterSalesEvent
  | CommissionEvent
  | SettlementEvent
  | StatementEvent
  | PayoutEvent
  | OperationEvent

/** Reads and writes every event that may be stored. */
export const domainEvents = eventCatalog<DomainEvent>([
  ...sellerEventDefinitions,
  ...productEventDefinitions,
  ...orderEventDefinitions,
  ...afterSalesEventDefinitions,
  ...commissionEventDefinitions,
  ...settlementEventDefinitions,
  ...statementEventDefinitions,
  ...payoutEventDefinitions,
  ...operationEventDefinitions,
])

type DataByType = { readonly [E in DomainEvent as E['type']]: E['data'] }

/** The event of one of these types. */
export type EventNamed<T extends keyof DataByType = keyof DataByType> = {
  readonly [P in T]: Event<P, DataByType[P]>
}[T]

/** What to do on some types of event: the keys are the subscription, and a misspelt one does not compile. */
export type EventHandlers<A extends ReadonlyArray<unknown>, R> = {
  readonly [T in keyof DataByType]?: (event: EventNamed<T>, ...rest: A) => R
}

/** Calls the handler of the event's type, if there is one. */
export const handle = <T extends keyof DataByType, A extends ReadonlyArray<unknown>, R>(
  handlers: EventHandlers<A, R>,
  event: EventNamed<T>,
  ...rest: A
): R | undefined => handlers[event.type]?.(event, ...rest)
