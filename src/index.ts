/** Comptoir's public API. Importing it loads fp-ts, io-ts and our pure code: no driver, no server. */
export { categories, sellerCenter } from './application/sellerCenter.js'
export type { Refusal, SellerCenter, SellerCenterRequest } from './application/sellerCenter.js'
export { compareLogs } from './application/compareLogs.js'
export type { Comparison, Difference as LogDifference } from './application/compareLogs.js'
export { copyEvents } from './application/copyEvents.js'
export type { Copied, CopyFailure, CopyOptions, CopyProgress } from './application/copyEvents.js'
export { combineOrders, separateOrders } from './application/combineOrders.js'
export type { Combination, CombinationRefused } from './application/combineOrders.js'
export { openRecipient } from './application/recipient.js'
export type { RecipientRefusal } from './application/recipient.js'
export { takeScans } from './application/carrierFeed.js'
export type { FeedReport } from './application/carrierFeed.js'
export type { Carrier, CarrierUnavailable, Parcel, Scans } from './application/carrier.js'
export type { CommandFailure, Receipt } from './application/failure.js'
export type {
  AppendFailure,
  Appended,
  Batch,
  Checkpoint,
  EventStore,
  ExpectedRevision,
  KeyStore,
  Lag,
  NewEvent,
  Ownership,
  OwnershipLost,
  ProjectionStatus,
  ReadAllOptions,
  ReadStore,
  Sealer,
  StoredEvent,
  SubjectKey,
  System,
  TableChange,
  Unopened,
} from './application/ports.js'
export { payoutRunner } from './application/payoutRunner.js'
export type { Advanced, PayoutRunner } from './application/payoutRunner.js'
export type { BankAnswer, PayoutProvider, Transfer } from './application/payoutProvider.js'
export { EventStoreMisuse } from './application/ports.js'
export type { Queries } from './application/queries.js'

export { afterSales } from './domain/afterSales/index.js'
export type { AfterSalesCase, AfterSalesEvent, AfterSalesRefusal } from './domain/afterSales/index.js'
export { commission } from './domain/commission/index.js'
export type { Commission, CommissionEvent, CommissionRefusal } from './domain/commission/index.js'
export { rulesFor } from './domain/kernel/feeSchedule.js'
export type { FeeFacts, FeeRule, FeeSchedule } from './domain/kernel/feeSchedule.js'
export { feeSchedule } from './domain/kernel/feeSchedules.js'
export { domainEvents, handle } from './domain/events.js'
export type { DomainEvent, EventHandlers, EventNamed } from './domain/events.js'
export { operation } from './domain/operation/index.js'
export type { Operation, OperationEvent, OperationRefusal } from './domain/operation/index.js'
export { order } from './domain/order/index.js'
export type { Order, OrderEvent, OrderRefusal } from './domain/order/index.js'
export { labelOf } from './domain/order/labels.js'
export { nextStep, payout } from './domain/payout/index.js'
export type { BankHabits, NextStep, Payout, PayoutEvent, PayoutRefusal } from './domain/payout/index.js'
export { product } from './domain/product/index.js'
export type { Product, ProductEvent, ProductRefusal } from './domain/product/index.js'
export { seller } from './domain/seller/index.js'
export type { Seller, SellerEvent, SellerRefusal } from './domain/seller/index.js'
export { settlement } from './domain/settlement/index.js'
export type { Settlement, SettlementEvent, SettlementRefusal } from './domain/settlement/index.js'
export { sellerTerms, termsFor } from './domain/settlement/terms.js'
export type { TermsRow, TermsTable } from './domain/settlement/terms.js'
export { statement } from './domain/statement/index.js'
export type { SellerDay, StatementEvent, StatementRefusal } from './domain/statement/index.js'

export type { Issue } from './domain/kernel/codec.js'
export type { Aggregate, Decider } from './domain/kernel/decider.js'
export { allocatedMinor } from './domain/kernel/allocation.js'
export { exponentOf, portionMinor } from './domain/kernel/money.js'
export { businessCalendars } from './domain/kernel/calendars.js'
export type { BusinessCalendar } from './domain/kernel/calendar.js'
export type { Position, Recorded } from './domain/kernel/recorded.js'
export { instantOf, instantOfLocal, localDateOf } from './domain/kernel/time.js'
export { moneyProcesses, processes } from './domain/processes/index.js'
export { caseDeadlines } from './domain/processes/caseDeadlines.js'
export { clockRules } from './domain/processes/clocks.js'
export type { Clock, ClockRule } from './domain/processes/clocks.js'
export { commissions } from './domain/processes/commissions.js'
export { standing } from './domain/processes/deadline.js'
export type { DeadlineChange, Timekeeper } from './domain/processes/deadline.js'
export { moneyDeadlines } from './domain/processes/moneyDeadlines.js'
export { orderDeadlines } from './domain/processes/orderDeadlines.js'
export { payouts } from './domain/processes/payouts.js'
export { settlements } from './domain/processes/settlements.js'
export { statements } from './domain/processes/statements.js'
export type { CannotReact, Process } from './domain/processes/process.js'

export { projections } from './projections/index.js'
export type { Projection } from './projections/projection.js'
export { reconcile } from './projections/reconciliation.js'
export type { Difference } from './projections/difference.js'
export type { Table, TableShape, Touch } from './projections/table.js'
export { isLeft, isRight, type Either } from './fp.js'
