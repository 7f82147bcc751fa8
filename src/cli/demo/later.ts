import type { Told } from '../../adapters/carrier/course.js'
import { system } from '../../adapters/system.js'
import type { SellerCenterRequest } from '../../application/sellerCenter.js'
import { instantOf } from '../../domain/kernel/time.js'
import type { CarrierScan } from '../../domain/processes/carrierScans.js'
import { HOUR_MS } from './calendar.js'
import { ordersOf, type Order } from './orders.js'
import { inOrder, type Step } from './step.js'

/** What somebody asks at its time. */
export type Plan = SellerCenterRequest & { readonly at: string; readonly commandId: string }

/** What happens in the demo's marketplace after the end of May, where time goes on there. */
export interface Later {
  /** What sellers and buyers ask, in the order of time. Nothing of what runs out by itself is in it. */
  readonly people: ReadonlyArray<Plan>
  /** What carriers tell of parcels, by the carriers' names. */
  readonly scans: ReadonlyMap<string, ReadonlyArray<Told>>
}

/** As a word that actors and feeds may be named by. */
const wordOf = (carrier: string): string => carrier.toLowerCase().replaceAll(' ', '-')

const scanOf = (step: Step): Omit<CarrierScan, 'at'> | undefined => {
  if (step.type === 'TrackPackage') {
    const { orderId, packageId, scanId, code, description } = step.data
    const scan = { scanId, packageId, orderIds: [orderId], code }
    return description === undefined ? scan : { ...scan, description }
  }
  if (step.type !== 'HandOverPackage' && step.type !== 'DeliverPackage') return undefined
  const { orderId, packageId } = step.data
  const code = step.type === 'HandOverPackage' ? 'COLLECTED' : 'DELIVERED'
  return { scanId: `${orderId}.${packageId}.${code}`, packageId, orderIds: [orderId], code }
}

/** It is known an hour later what a carrier saw. */
const toldOf = (scan: Omit<CarrierScan, 'at'>, at: string): Told => {
  const ms = Date.parse(at)
  return { scan: { ...scan, at: instantOf(ms) }, toldMs: ms + HOUR_MS }
}

const carrierOf = ({ steps, later }: Order, packageId: string): string => {
  for (const step of [...steps, ...later])
    if (step.type === 'ArrangePackage' && step.data.packageId === packageId)
      return wordOf(step.data.carrier ?? 'unknown')
  return 'unknown'
}

/** The rest of every order's life: the same seed gives the same, command ids included. */
export const laterIn = (seed = 'comptoir'): Later => {
  const people: Array<Step> = []
  const scans = new Map<string, Array<Told>>()
  for (const order of ordersOf(seed)) {
    for (const step of order.later) {
      const scan = scanOf(step)
      if (scan !== undefined) {
        const carrier = carrierOf(order, scan.packageId)
        scans.set(carrier, [...(scans.get(carrier) ?? []), toldOf(scan, step.at)])
      } else if (!step.actor.startsWith('system:')) people.push(step)
    }
  }
  const plans = inOrder(people).map((step, i) => ({
    ...step,
    commandId: system.idOf(`demo/${seed}/later/${i}`),
  }))
  return { people: plans, scans }
}
