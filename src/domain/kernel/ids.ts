import * as t from 'io-ts'
import { matching } from './codec.js'

const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9_.~-]{0,119}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** ASCII, because stream names are `category-id` and EventStoreDB's categories must work. */
const Identifier = matching(
  'Identifier',
  IDENTIFIER,
  'must be 1 to 120 of A-Z a-z 0-9 _ . ~ - and begin with a letter or digit',
)
const Uuid = matching('Uuid', UUID, 'must be a lower-case UUID')

/** Version 00 of W3C Trace Context; neither its trace nor its span is all zeros. */
export const TraceParent = matching(
  'TraceParent',
  /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/,
  'must be a traceparent of W3C Trace Context, version 00',
)

const brand = <N extends string, B extends { readonly [K in N]: symbol }>(base: t.Type<string>, name: N) =>
  t.brand(base, (id): id is t.Branded<string, B> => id.length > 0, name)

export interface SellerIdBrand {
  readonly SellerId: unique symbol
}
export const SellerId = brand<'SellerId', SellerIdBrand>(Identifier, 'SellerId')
export type SellerId = t.TypeOf<typeof SellerId>

export interface ProductIdBrand {
  readonly ProductId: unique symbol
}
/** A product of one seller: the same article sold by two sellers is two products. */
export const ProductId = brand<'ProductId', ProductIdBrand>(Identifier, 'ProductId')
export type ProductId = t.TypeOf<typeof ProductId>

export interface SkuIdBrand {
  readonly SkuId: unique symbol
}
export const SkuId = brand<'SkuId', SkuIdBrand>(Identifier, 'SkuId')
export type SkuId = t.TypeOf<typeof SkuId>

export interface OrderIdBrand {
  readonly OrderId: unique symbol
}
/** An order of one buyer at one seller. */
export const OrderId = brand<'OrderId', OrderIdBrand>(Identifier, 'OrderId')
export type OrderId = t.TypeOf<typeof OrderId>

export interface LineIdBrand {
  readonly LineId: unique symbol
}
/** A line of an order: exactly one unit. Unique within its order. */
export const LineId = brand<'LineId', LineIdBrand>(Identifier, 'LineId')
export type LineId = t.TypeOf<typeof LineId>

export interface PackageIdBrand {
  readonly PackageId: unique symbol
}
export const PackageId = brand<'PackageId', PackageIdBrand>(Identifier, 'PackageId')
export type PackageId = t.TypeOf<typeof PackageId>

export interface RefundIdBrand {
  readonly RefundId: unique symbol
}
export const RefundId = brand<'RefundId', RefundIdBrand>(Identifier, 'RefundId')
export type RefundId = t.TypeOf<typeof RefundId>

export interface ReviewIdBrand {
  readonly ReviewId: unique symbol
}
/** A review may stand on several orders: it is unique within an order only. */
export const ReviewId = brand<'ReviewId', ReviewIdBrand>(Identifier, 'ReviewId')
export type ReviewId = t.TypeOf<typeof ReviewId>

export interface BuyerIdBrand {
  readonly BuyerId: unique symbol
}
/** A pseudonym: never a name, an address or a phone number. */
export const BuyerId = brand<'BuyerId', BuyerIdBrand>(Identifier, 'BuyerId')
export type BuyerId = t.TypeOf<typeof BuyerId>

export interface CreatorIdBrand {
  readonly CreatorId: unique symbol
}
/** Who recommends products for a commission. */
export const CreatorId = brand<'CreatorId', CreatorIdBrand>(Identifier, 'CreatorId')
export type CreatorId = t.TypeOf<typeof CreatorId>

export interface CaseIdBrand {
  readonly CaseId: unique symbol
}
/** An after-sales case: what a buyer asks for after the seller shipped. Short, because its refunds are named after it. */
export const CaseId = brand<'CaseId', CaseIdBrand>(
  matching(
    'ShortIdentifier',
    /^[A-Za-z0-9][A-Za-z0-9_.~-]{0,99}$/,
    'must be 1 to 100 of A-Z a-z 0-9 _ . ~ - and begin with a letter or digit',
  ),
  'CaseId',
)
export type CaseId = t.TypeOf<typeof CaseId>

export interface CancellationIdBrand {
  readonly CancellationId: unique symbol
}
/** A buyer's request to cancel. Unique within its order. */
export const CancellationId = brand<'CancellationId', CancellationIdBrand>(Identifier, 'CancellationId')
export type CancellationId = t.TypeOf<typeof CancellationId>

export interface ScanIdBrand {
  readonly ScanId: unique symbol
}
/** One message of a carrier about a package. Unique within its order. */
export const ScanId = brand<'ScanId', ScanIdBrand>(Identifier, 'ScanId')
export type ScanId = t.TypeOf<typeof ScanId>

export interface CampaignIdBrand {
  readonly CampaignId: unique symbol
}
/** A campaign of the platform, in which sellers take part with some of their products. */
export const CampaignId = brand<'CampaignId', CampaignIdBrand>(Identifier, 'CampaignId')
export type CampaignId = t.TypeOf<typeof CampaignId>

export interface SubjectIdBrand {
  readonly SubjectId: unique symbol
}
/** Whom personal data is about; one encryption key each. */
export const SubjectId = brand<'SubjectId', SubjectIdBrand>(Identifier, 'SubjectId')
export type SubjectId = t.TypeOf<typeof SubjectId>

export interface OperationIdBrand {
  readonly OperationId: unique symbol
}
/** What an operator did. Longer than what it is named after, such as the person who was erased. */
export const OperationId = brand<'OperationId', OperationIdBrand>(
  matching(
    'LongIdentifier',
    /^[A-Za-z0-9][A-Za-z0-9_.~-]{0,139}$/,
    'must be 1 to 140 of A-Z a-z 0-9 _ . ~ - and begin with a letter or digit',
  ),
  'OperationId',
)
export type OperationId = t.TypeOf<typeof OperationId>

export interface CommandIdBrand {
  readonly CommandId: unique symbol
}
/** Made by the caller; a retry of the same request carries the same one. */
export const CommandId = brand<'CommandId', CommandIdBrand>(Uuid, 'CommandId')
export type CommandId = t.TypeOf<typeof CommandId>

export interface ActorBrand {
  readonly Actor: unique symbol
}
/** Who asked, as `kind:name` or a plain identifier: `seller:shop-7`, `process:commissions`, `import:olist`. */
export const Actor = brand<'Actor', ActorBrand>(
  matching('ActorName', /^[A-Za-z0-9][A-Za-z0-9_.~:-]{0,119}$/, 'must be 1 to 120 of A-Z a-z 0-9 _ . ~ : -'),
  'Actor',
)
export type Actor = t.TypeOf<typeof Actor>

export interface CorrelationIdBrand {
  readonly CorrelationId: unique symbol
}
/** Shared by all messages that one request caused. */
export const CorrelationId = brand<'CorrelationId', CorrelationIdBrand>(Uuid, 'CorrelationId')
export type CorrelationId = t.TypeOf<typeof CorrelationId>

export interface CausationIdBrand {
  readonly CausationId: unique symbol
}
/** The id of the event or command that directly caused a message. */
export const CausationId = brand<'CausationId', CausationIdBrand>(Uuid, 'CausationId')
export type CausationId = t.TypeOf<typeof CausationId>
