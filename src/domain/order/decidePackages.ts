import { left, right } from '../../fp.js'
import { epochMsOf } from '../kernel/time.js'
import { doesNotFit, move, moveUnderWay, ofOrder, sameIds, type Decision, type Of } from './decision.js'
import type { OrderRefusal } from './refusal.js'
import { isPreparing, isShipping, liveIn, orderDelivered, shippingStatusOf } from './shipping.js'
import { evolvePlaced, type Line, type Package, type PlacedOrder } from './state.js'
import { trackingChangeHours } from './trackingPolicy.js'

const packageOf = (order: PlacedOrder, packageId: string): Package | undefined =>
  order.packages.find((parcel) => parcel.packageId === packageId)

/** Why these lines cannot go into one more package, if so. */
const packingProblem = (
  order: PlacedOrder,
  lineIds: ReadonlyArray<Line['lineId']>,
): OrderRefusal | undefined => {
  const { orderId } = order.placed
  const packed = new Set(order.packages.flatMap((parcel) => parcel.lineIds))
  for (const [i, lineId] of lineIds.entries()) {
    const line = order.lines.find((candidate) => candidate.lineId === lineId)
    if (line === undefined) return { type: 'LineNotInOrder', orderId, lineId }
    if (line.cancelled) return { type: 'LineIsCancelled', orderId, lineId }
    if (packed.has(lineId) || lineIds.indexOf(lineId) !== i) {
      return { type: 'LineAlreadyPacked', orderId, lineId }
    }
  }
  return undefined
}

export const plan = ({ at, data }: Of<'PlanPackage'>, order: PlacedOrder): Decision => {
  const { orderId, packageId, lineIds, orderIds } = data
  const known = packageOf(order, packageId)
  if (known !== undefined) {
    return sameIds(known.lineIds, lineIds) && sameIds(known.orderIds ?? [], orderIds)
      ? right([])
      : left({ type: 'PackageIdReused', orderId, packageId })
  }
  if (!isPreparing(order)) return doesNotFit(order)
  const refusal = strangeTo(order, data) ?? packingProblem(order, lineIds)
  if (refusal !== undefined) return left(refusal)
  return right([
    { type: 'PackagePlanned', occurredAt: at, data: { ...ofOrder(order), packageId, lineIds, orderIds } },
  ])
}

/** Only orders of one buyer to one address travel together. The same address seals to the same text. */
const strangeTo = (
  { placed }: PlacedOrder,
  { orderId, packageId, orderIds, buyerId, recipient }: Of<'PlanPackage'>['data'],
): OrderRefusal | undefined => {
  if (!orderIds.includes(orderId) || new Set(orderIds).size !== orderIds.length) {
    return { type: 'OrderNotInPackage', orderId, packageId }
  }
  if (buyerId !== placed.buyerId) return { type: 'BuyerDiffers', orderId, packageId }
  return recipient === undefined ||
    placed.recipient === undefined ||
    recipient.ciphertext === placed.recipient.ciphertext
    ? undefined
    : { type: 'RecipientDiffers', orderId, packageId }
}

export const cancelPlan = (
  { at, data: { orderId, packageId } }: Of<'CancelPackagePlan'>,
  order: PlacedOrder,
): Decision => {
  const known = packageOf(order, packageId)
  if (known === undefined) return right([])
  if (known.stage !== 'PLANNED') return left({ type: 'PackageAlreadyArranged', orderId, packageId })
  if (!isPreparing(order)) return doesNotFit(order)
  const data = { ...ofOrder(order), packageId, lineIds: known.lineIds }
  return right([{ type: 'PackagePlanCancelled', occurredAt: at, data }])
}

/** Whether nothing is said of an arranged package but what is known of it. */
const isKnown = (
  known: Package,
  { lineIds, carrier, trackingNumber, outsideServiceLevel }: Of<'ArrangePackage'>['data'],
): boolean =>
  (lineIds === undefined || sameIds(known.lineIds, lineIds)) &&
  carrier === known.carrier &&
  trackingNumber === known.trackingNumber &&
  outsideServiceLevel === known.outsideServiceLevel

export const arrange = ({ at, data }: Of<'ArrangePackage'>, order: PlacedOrder): Decision => {
  const { orderId, packageId, carrier, trackingNumber, outsideServiceLevel } = data
  const known = packageOf(order, packageId)
  if (known !== undefined && known.stage !== 'PLANNED') {
    return isKnown(known, data) ? right([]) : left({ type: 'PackageIdReused', orderId, packageId })
  }
  if (known !== undefined && data.lineIds !== undefined && !sameIds(known.lineIds, data.lineIds)) {
    return left({ type: 'PackageIdReused', orderId, packageId })
  }
  if (!isPreparing(order)) return doesNotFit(order)
  const planned = known === undefined ? data.lineIds : liveIn(order, known).map(({ lineId }) => lineId)
  if (planned === undefined) return left({ type: 'PackageNotFound', orderId, packageId })
  const [first, ...others] = planned
  if (first === undefined) return left({ type: 'PackageIsCancelled', orderId, packageId })
  const lineIds = [first, ...others]
  const refusal =
    (known === undefined ? packingProblem(order, lineIds) : undefined) ??
    pendingOn(order, lineIds) ??
    trackingProblem(order, packageId, trackingNumber)
  if (refusal !== undefined) return left(refusal)
  const parcel: Package = { packageId, lineIds, stage: 'ARRANGED' }
  const packages = [...order.packages.filter((other) => other !== known), parcel]
  const status = shippingStatusOf({ ...order, packages })
  return right([
    {
      type: 'PackageArranged',
      occurredAt: at,
      data: {
        ...move(order, status),
        packageId,
        lineIds,
        ...(carrier === undefined ? {} : { carrier }),
        ...(trackingNumber === undefined ? {} : { trackingNumber }),
        ...(outsideServiceLevel === undefined ? {} : { outsideServiceLevel }),
      },
    },
  ])
}

/** What the buyer wants cancelled waits for the seller's answer. */
const pendingOn = (order: PlacedOrder, lineIds: ReadonlyArray<Line['lineId']>): OrderRefusal | undefined => {
  const { orderId } = order.placed
  const pending = order.requests.find(
    (request) => request.answer === 'PENDING' && request.lineIds.some((lineId) => lineIds.includes(lineId)),
  )
  return pending === undefined
    ? undefined
    : { type: 'CancellationIsPending', orderId, cancellationId: pending.cancellationId }
}

const trackingProblem = (
  { packages, placed: { orderId } }: PlacedOrder,
  packageId: string,
  trackingNumber: string | undefined,
): OrderRefusal | undefined =>
  trackingNumber !== undefined &&
  packages.some((other) => other.packageId !== packageId && other.trackingNumber === trackingNumber)
    ? { type: 'TrackingNumberReused', orderId, trackingNumber }
    : undefined

/** Why this package can neither be collected nor arrive nor be told of otherwise, if so. */
const stuck = (order: PlacedOrder, known: Package): Decision | undefined => {
  const { orderId } = order.placed
  const { packageId } = known
  if (known.stage === 'PLANNED') return left({ type: 'PackageNotArranged', orderId, packageId })
  if (!isShipping(order)) return doesNotFit(order)
  return liveIn(order, known).length === 0
    ? left({ type: 'PackageIsCancelled', orderId, packageId })
    : undefined
}

/** Once, and only soon after it was given. */
export const changeTracking = (
  { at, data: { orderId, packageId, carrier, trackingNumber } }: Of<'ChangePackageTracking'>,
  order: PlacedOrder,
): Decision => {
  const known = packageOf(order, packageId)
  if (known === undefined) return left({ type: 'PackageNotFound', orderId, packageId })
  if (known.carrier === carrier && known.trackingNumber === trackingNumber) return right([])
  if (known.stage === 'HANDED_OVER' || known.stage === 'DELIVERED') {
    return left({ type: 'PackageAlreadyHandedOver', orderId, packageId })
  }
  const refused = stuck(order, known)
  if (refused !== undefined) return refused
  if (known.trackingChanged === true) return left({ type: 'TrackingAlreadyChanged', orderId, packageId })
  const hours = trackingChangeHours(order.placed.market)
  if (known.arrangedAt !== undefined && epochMsOf(at) - epochMsOf(known.arrangedAt) > hours * 3_600_000) {
    return left({ type: 'TrackingChangeTooLate', orderId, packageId, hours })
  }
  const refusal = trackingProblem(order, packageId, trackingNumber)
  if (refusal !== undefined) return left(refusal)
  const data = { ...ofOrder(order), packageId, carrier, trackingNumber }
  return right([{ type: 'PackageTrackingChanged', occurredAt: at, data }])
}

const handedOver = (
  order: PlacedOrder,
  known: Package,
  at: Of<'HandOverPackage'>['at'],
  unscanned: boolean,
) => {
  const { packageId, lineIds } = known
  const packages = order.packages.map((other) =>
    other === known ? ({ ...known, stage: 'HANDED_OVER' } as const) : other,
  )
  const status =
    order.status === 'AWAITING_COLLECTION' ? shippingStatusOf({ ...order, packages }) : order.status
  const data = { ...moveUnderWay(order, status), packageId, lineIds, ...(unscanned ? { unscanned } : {}) }
  return { type: 'PackageHandedOver', occurredAt: at, data } as const
}

export const handOver = (
  { at, data: { orderId, packageId } }: Of<'HandOverPackage'>,
  order: PlacedOrder,
): Decision => {
  const known = packageOf(order, packageId)
  if (known === undefined) return left({ type: 'PackageNotFound', orderId, packageId })
  if (known.stage === 'HANDED_OVER' || known.stage === 'DELIVERED') return right([])
  return stuck(order, known) ?? right([handedOver(order, known, at, false)])
}

/** Carriers' messages come late, or never, or in the wrong order: what arrived was collected. */
export const deliver = (
  { at, data: { orderId, packageId } }: Of<'DeliverPackage'>,
  order: PlacedOrder,
): Decision => {
  const known = packageOf(order, packageId)
  if (known === undefined) return left({ type: 'PackageNotFound', orderId, packageId })
  if (known.stage === 'DELIVERED') return right([])
  const refusal = stuck(order, known)
  if (refusal !== undefined) return refusal
  const collection = known.stage === 'ARRANGED' ? [handedOver(order, known, at, true)] : []
  const collected = collection.reduce(evolvePlaced, order)
  const packages = collected.packages.map((other) =>
    other.packageId === packageId ? ({ ...other, stage: 'DELIVERED' } as const) : other,
  )
  const isLast =
    collected.status === 'IN_TRANSIT' && shippingStatusOf({ ...collected, packages }) === 'DELIVERED'
  if (isLast) return right([...collection, orderDelivered(collected, packageId, at)])
  const data = { ...move(collected, collected.status), packageId }
  return right([...collection, { type: 'PackageDelivered', occurredAt: at, data }])
}

export const track = ({ at, data }: Of<'TrackPackage'>, order: PlacedOrder): Decision => {
  const { orderId, packageId, scanId, code } = data
  const known = order.scans.find((earlier) => earlier.scanId === scanId)
  if (known !== undefined) {
    return known.packageId === packageId && known.code === code && known.description === data.description
      ? right([])
      : left({ type: 'ScanIdReused', orderId, scanId })
  }
  const parcel = packageOf(order, packageId)
  if (parcel === undefined) return left({ type: 'PackageNotFound', orderId, packageId })
  const told = { ...ofOrder(order), ...data, lineIds: parcel.lineIds }
  return right([{ type: 'PackageTracked', occurredAt: at, data: told }])
}
