import { domainEvents, type DomainEvent } from '../../../src/domain/events.js'
import type { OrderStatus } from '../../../src/domain/order/events.js'
import { eventOf, instant } from '../spec.js'
import { grossOf, lineJson, refundedJson, storyLine, type LineSeed, type StoryLine } from './storyLines.js'

/** Where and how an order is sold. */
export interface Shop {
  readonly sellerId: string
  readonly zone: string
  readonly currency: string
  readonly productIds: ReadonlyArray<string>
}

export interface OrderSeed {
  readonly shop: number
  readonly lines: ReadonlyArray<LineSeed>
  readonly placedAtMs: number
  /** What happens next, and how much of it: each is taken modulo what is possible. */
  readonly steps: ReadonlyArray<{
    readonly choice: number
    readonly share: number
    readonly minutes: number
  }>
}

/** What must be in the books of an order once its story is told, in minor units; `seller`: settled or not, reserved or not. */
export interface Books {
  readonly bank: bigint
  readonly buyer_funds_held: bigint
  readonly seller: bigint
  readonly platform_fees: bigint
  readonly platform_discounts: bigint
}

export interface OrderStory {
  readonly orderId: string
  readonly events: ReadonlyArray<DomainEvent>
  readonly status: OrderStatus
  readonly books: Books
}

interface Parcel {
  readonly packageId: string
  readonly lineIds: ReadonlyArray<string>
  stage: 'ARRANGED' | 'HANDED_OVER' | 'DELIVERED'
}

interface State {
  status: OrderStatus
  paid: boolean
  delivered: boolean
  refunds: number
  reviews: number
  nowMs: number
  readonly parcels: Array<Parcel>
}

const sum = (lines: ReadonlyArray<StoryLine>, amountOf: (line: StoryLine) => bigint): bigint =>
  lines.reduce((total, line) => total + amountOf(line), 0n)

/** 8 January 2026 in Paris: orders pay 5 % before, 9 % from then on. */
const RAISED_MS = Date.UTC(2026, 0, 7, 23)

const booksOf = (lines: ReadonlyArray<StoryLine>, { paid, delivered }: State, placedAtMs: number): Books => {
  const left = sum(lines, (line) => line.saleMinor + line.shippingMinor)
  const discounts = sum(lines, (line) => line.platformDiscountMinor)
  // A rate of what remains of each SKU, half a cent up, however much was there before.
  const percent = placedAtMs < RAISED_MS ? 5n : 9n
  const skus = [...new Set(lines.map(({ productId }) => productId))]
  const fees = skus.reduce((total, sku) => {
    const gross = sum(
      lines.filter(({ productId }) => productId === sku),
      grossOf,
    )
    return total + (delivered ? (gross * percent + 50n) / 100n : 0n)
  }, 0n)
  return {
    bank: paid ? -left : 0n,
    buyer_funds_held: paid && !delivered ? left : 0n,
    seller: delivered ? left + discounts - fees : 0n,
    platform_fees: fees,
    platform_discounts: delivered ? -discounts : 0n,
  }
}

/** Tells a plausible order from its seed: every step that is possible may come next, whatever that leads to. */
export const orderStory = (orderId: string, shop: Shop, seed: OrderSeed): OrderStory => {
  const { sellerId, zone, currency, productIds } = shop
  const lines: Array<StoryLine> = seed.lines.map((line, i) => storyLine(line, i, productIds))
  const events: Array<DomainEvent> = []
  const state: State = {
    status: 'UNPAID',
    paid: false,
    delivered: false,
    refunds: 0,
    reviews: 0,
    nowMs: seed.placedAtMs,
    parcels: [],
  }
  const ofOrder = { orderId, sellerId, market: 'FR', zone, currency, purpose: 'SALE' }

  const tell = (type: DomainEvent['type'], data: object): void => {
    events.push(eventOf(domainEvents, type, data, instant(new Date(state.nowMs).toISOString())))
  }
  const move = (status: OrderStatus) => {
    const from = state.status
    state.status = status
    return { ...ofOrder, from, status }
  }
  const remaining = () => lines.map((line) => lineJson(line, line))

  const unpacked = () =>
    lines.filter(({ lineId }) => !state.parcels.some((parcel) => parcel.lineIds.includes(lineId)))
  const shipping = (): OrderStatus => {
    if (unpacked().length > 0) return 'PARTIALLY_SHIPPING'
    return state.parcels.some(({ stage }) => stage === 'ARRANGED') ? 'AWAITING_COLLECTION' : 'IN_TRANSIT'
  }
  const packed = (share: number, stage: Parcel['stage']): Parcel => {
    const chosen = unpacked().slice(0, 1 + (share % unpacked().length))
    const lineIds = chosen.map(({ lineId }) => lineId)
    const parcel: Parcel = { packageId: `P${state.parcels.length}`, lineIds, stage }
    state.parcels.push(parcel)
    return parcel
  }

  const causeOf = (share: number) => ({
    initiator: share % 2 === 0 ? 'SELLER' : 'OPERATOR',
    reason: 'out_of_stock',
    sellerFault: share % 2 === 0,
    paid: state.paid,
    afterDelivery: state.delivered,
  })
  const pay = (share: number): void => {
    state.paid = true
    const payments = [{ method: 'voucher', amountMinor: '1' }]
    tell('OrderPaid', {
      ...move(share % 2 === 0 ? 'ON_HOLD' : 'AWAITING_SHIPMENT'),
      lines: remaining(),
      payments,
    })
  }
  const release = (): void => {
    tell('OrderHoldReleased', move('AWAITING_SHIPMENT'))
  }
  const arrange = (share: number): void => {
    const { packageId, lineIds } = packed(share, 'ARRANGED')
    const tracking = { carrier: 'Colissimo', trackingNumber: `T-${packageId}` }
    if (share % 3 === 0) tell('PackagePlanned', { ...ofOrder, packageId, lineIds, orderIds: [orderId] })
    if (share % 9 === 0) tell('PackagePlanCancelled', { ...ofOrder, packageId, lineIds })
    tell('PackageArranged', { ...move(shipping()), packageId, lineIds, ...tracking })
    if (share % 4 === 0) tell('PackageTrackingChanged', { ...ofOrder, packageId, ...tracking })
  }
  const handOver = (): void => {
    const parcel = state.parcels.find(({ stage }) => stage === 'ARRANGED')
    if (parcel === undefined) return
    parcel.stage = 'HANDED_OVER'
    const { packageId, lineIds } = parcel
    tell('PackageHandedOver', { ...move(shipping()), packageId, lineIds })
    tell('PackageTracked', { ...ofOrder, packageId, lineIds, scanId: `${packageId}.1`, code: 'IN_TRANSIT' })
  }
  const ask = (share: number): void => {
    const request = { ...ofOrder, cancellationId: `x${share}` }
    const lineIds = unpacked().map(({ lineId }) => lineId)
    tell('OrderCancellationRequested', { ...request, reason: 'changed_mind', lineIds })
    if (share % 2 === 0) tell('OrderCancellationRejected', { ...request, reason: 'packed' })
    else tell('OrderCancellationWithdrawn', request)
  }
  /** One that is in no package; what is left of the order goes on. */
  const cancelLine = (share: number): void => {
    const line = unpacked()[0]
    if (line === undefined || lines.length < 2) return
    const cancelled = lineJson(line, line)
    lines.splice(lines.indexOf(line), 1)
    const rests = unpacked().length > 0 || state.parcels.length === 0
    tell('OrderLinesCancelled', {
      ...move(rests ? state.status : 'AWAITING_COLLECTION'),
      ...causeOf(share),
      lines: [cancelled],
    })
    if (!rests && shipping() === 'IN_TRANSIT') tell('OrderShipped', move('IN_TRANSIT'))
  }
  const deliver = (): void => {
    const parcel = state.parcels.find(({ stage }) => stage === 'HANDED_OVER')
    if (parcel === undefined) return
    parcel.stage = 'DELIVERED'
    const { packageId } = parcel
    if (state.parcels.some(({ stage }) => stage !== 'DELIVERED')) {
      tell('PackageDelivered', { ...move(state.status), packageId })
      return
    }
    state.delivered = true
    const placedAt = new Date(seed.placedAtMs).toISOString()
    tell('OrderDelivered', { ...move('DELIVERED'), packageId, placedAt, lines: remaining() })
  }
  const complete = (): void => {
    tell('OrderCompleted', move('COMPLETED'))
  }
  const cancel = (share: number): void => {
    tell('OrderCancelled', { ...move('CANCELLED'), ...causeOf(share), lines: remaining() })
    for (const line of lines)
      Object.assign(line, { saleMinor: 0n, shippingMinor: 0n, platformDiscountMinor: 0n })
  }
  const refund = (share: number): void => {
    const refundId = `r${state.refunds++}`
    const chosen = lines.filter((_, i) => i === 0 || (share >> i) % 2 === 1)
    const back = chosen.map((line) => refundedJson(line, share))
    const isAll = lines.every((line) => line.saleMinor + line.shippingMinor === 0n)
    tell('OrderLinesRefunded', {
      ...move(isAll ? 'COMPLETED' : state.status),
      refundId,
      reason: 'broken',
      afterDelivery: state.delivered,
      lines: back,
    })
  }
  const decline = (share: number): void => {
    const cause = { refundId: `c${share}`, caseId: `c${share}`, cause: 'RefundExceedsRemainder' }
    const declined = [{ lineId: lines[0]?.lineId ?? '', saleMinor: '999999999', shippingMinor: '0' }]
    tell('OrderRefundDeclined', { ...ofOrder, ...cause, lines: declined })
  }
  const review = (share: number): void => {
    const reviewId = `v${state.reviews++}`
    const reviewed = lines.map(({ productId }) => productId)
    tell('OrderReviewed', { ...ofOrder, reviewId, stars: 1 + (share % 5), productIds: reviewed })
  }

  const possible = (): ReadonlyArray<(share: number) => void> => {
    const packing = unpacked().length > 0 ? [arrange, arrange, arrange, ask, cancelLine] : []
    const ready = state.parcels.some(({ stage }) => stage === 'ARRANGED') ? [handOver, handOver] : []
    switch (state.status) {
      case 'UNPAID':
        return [pay, pay, cancel]
      case 'ON_HOLD':
        return [release, cancel]
      case 'AWAITING_SHIPMENT':
      case 'PARTIALLY_SHIPPING':
      case 'AWAITING_COLLECTION':
        return [...packing, ...ready, cancel]
      case 'IN_TRANSIT':
        return [deliver, deliver, deliver, refund, cancel, review]
      case 'DELIVERED':
        return [complete, refund, review, cancel]
      case 'COMPLETED':
        return state.delivered ? [refund, decline, review] : [review]
      case 'CANCELLED':
        return [review]
    }
  }

  const placed = remaining().map((line) => ({
    ...line,
    originalMinor: (BigInt(line.saleMinor) + BigInt(line.platformDiscountMinor)).toString(),
    shippingOriginalMinor: line.shippingMinor,
  }))
  const buyer = { buyerId: `buyer-of-${orderId}`, orderType: 'NORMAL' }
  tell('OrderPlaced', { ...ofOrder, ...buyer, lines: placed, status: 'UNPAID' })
  for (const { choice, share, minutes } of seed.steps) {
    state.nowMs += minutes * 60_000
    const steps = possible()
    steps[choice % steps.length]?.(share)
  }
  return { orderId, events, status: state.status, books: booksOf(lines, state, seed.placedAtMs) }
}
