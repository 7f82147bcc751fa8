import { left, type Either } from '../fp.js'
import { afterSales } from '../domain/afterSales/index.js'
import type { AfterSalesRefusal, AfterSalesRequest } from '../domain/afterSales/index.js'
import { commission } from '../domain/commission/index.js'
import type { CommissionRefusal, CommissionRequest } from '../domain/commission/index.js'
import { operation } from '../domain/operation/index.js'
import type { OperationRefusal, OperationRequest } from '../domain/operation/index.js'
import { order } from '../domain/order/index.js'
import type { OrderRefusal, OrderRequest } from '../domain/order/index.js'
import { payout } from '../domain/payout/index.js'
import type { PayoutRefusal, PayoutRequest } from '../domain/payout/index.js'
import { product } from '../domain/product/index.js'
import type { ProductRefusal, ProductRequest } from '../domain/product/index.js'
import { seller } from '../domain/seller/index.js'
import type { SellerRefusal, SellerRequest } from '../domain/seller/index.js'
import { settlement } from '../domain/settlement/index.js'
import type { SettlementRefusal, SettlementRequest } from '../domain/settlement/index.js'
import { statement } from '../domain/statement/index.js'
import type { StatementRefusal, StatementRequest } from '../domain/statement/index.js'
import { commandHandler, type CommandHandler } from './commandHandler.js'
import { typeNamedBy } from './envelope.js'
import type { CommandFailure, Receipt } from './failure.js'
import type { EventStore, System } from './ports.js'

/** Everything that can be asked, as JSON; a new aggregate is one line here and in `Refusal`, and one word in `categories` and `handlers`. */
export type SellerCenterRequest =
  | SellerRequest
  | ProductRequest
  | OrderRequest
  | AfterSalesRequest
  | CommissionRequest
  | SettlementRequest
  | StatementRequest
  | PayoutRequest
  | OperationRequest

/** Why nothing happened: a typed object, named for the state of affairs. */
export type Refusal =
  | SellerRefusal
  | ProductRefusal
  | OrderRefusal
  | AfterSalesRefusal
  | CommissionRefusal
  | SettlementRefusal
  | StatementRefusal
  | PayoutRefusal
  | OperationRefusal
  | CommandFailure

/**
 * What services embed: commands in, events out, refusals as values. Rejects only where the program itself is wrong, as
 * with `EventStoreMisuse`.
 */
export interface SellerCenter {
  /**
   * Decides one command and stores what it causes. A retry with the same `commandId` gives the first answer.
   * `commandId`, `at`, `actor` and the rest of the envelope are completed where they are left out.
   */
  execute(request: SellerCenterRequest): Promise<Either<Refusal, Receipt>>
  /** Several commands for one stream: decided one after the other, stored together or not at all. */
  executeTogether(requests: ReadonlyArray<SellerCenterRequest>): Promise<Either<Refusal, Receipt>>
}

/** Of the aggregates: every stream of ours is `category-id`. */
export const categories: ReadonlyArray<string> = [
  seller,
  product,
  order,
  afterSales,
  commission,
  settlement,
  statement,
  payout,
  operation,
].map(({ category }) => category)

export const sellerCenter = (deps: { readonly store: EventStore; readonly system: System }): SellerCenter => {
  const handlers: ReadonlyArray<CommandHandler<Refusal>> = [
    commandHandler(seller, deps),
    commandHandler(product, deps),
    commandHandler(order, deps),
    commandHandler(afterSales, deps),
    commandHandler(commission, deps),
    commandHandler(settlement, deps),
    commandHandler(statement, deps),
    commandHandler(payout, deps),
    commandHandler(operation, deps),
  ]
  const byType = new Map(handlers.flatMap((handler) => handler.types.map((type) => [type, handler])))

  const executeTogether = async (
    requests: ReadonlyArray<SellerCenterRequest>,
  ): Promise<Either<Refusal, Receipt>> => {
    const type = typeNamedBy(requests[0])
    const handler = type === undefined ? undefined : byType.get(type)
    return handler?.execute(requests) ?? left({ type: 'UnknownCommand', command: type ?? '' })
  }

  return { execute: (request) => executeTogether([request]), executeTogether }
}
