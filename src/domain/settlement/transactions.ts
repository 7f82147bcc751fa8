import { creatorKinds } from '../kernel/fee.js'
import { portionMinor, roundedByOf, sumMinor } from '../kernel/money.js'
import { transactionOf, type MoneyLine, type Transaction } from '../kernel/transaction.js'
import { buyerBackMinorOf, type Account } from './state.js'

/** What lines come to for the seller, reserves aside. */
export const settlementMinorOf = (lines: ReadonlyArray<MoneyLine>): bigint =>
  sumMinor(lines.filter(({ part }) => part !== 'RESERVE').map(({ amountMinor }) => amountMinor))

/** The order's own transaction. Of a gain, a part may be withheld for what may come; of a loss, never. */
export const settled = ({ parties: { orderId }, lines, terms }: Account): Transaction => {
  const baseMinor = settlementMinorOf(lines)
  const { reserveRateBps: rateBps, termsId: ruleId, termsVersion: ruleVersion } = terms
  const resultMinor = baseMinor > 0n ? portionMinor(baseMinor, rateBps) : 0n
  const roundedBy = resultMinor === 0n ? 0 : roundedByOf(resultMinor, baseMinor, rateBps)
  const reserve: MoneyLine = {
    part: 'RESERVE',
    name: 'reserve_collected',
    amountMinor: -resultMinor,
    reason: { ruleId, ruleVersion, rateBps, base: 'SETTLEMENT', baseMinor, resultMinor, roundedBy },
  }
  return transactionOf(`${orderId}/order`, 'ORDER', resultMinor > 0n ? [...lines, reserve] : lines)
}

/** As statements name them: whoever brought the buyer, by an advertisement too, and the partner through whom they were found. */
const sharesInSales: ReadonlySet<string> = new Set([...creatorKinds].map((kind) => kind.toLowerCase()))

/** What creators and their partners have of it: positive where the seller owes them. */
export const creatorsMinorOf = (lines: ReadonlyArray<MoneyLine>): bigint =>
  -sumMinor(lines.filter(({ name }) => sharesInSales.has(name)).map(({ amountMinor }) => amountMinor))

export const refundTransaction = (
  { parties: { orderId } }: Account,
  refundId: string,
  lines: ReadonlyArray<MoneyLine>,
): Transaction => transactionOf(`${orderId}/refund/${refundId}`, 'ORDER', lines)

/** What the buyer's bank took, as far as the buyer had not got it back by refunds or by earlier chargebacks. */
export const chargeback = (account: Account, chargebackId: string, amountMinor: bigint): Transaction => {
  const openMinor = account.buyerPaidMinor - buyerBackMinorOf(account) - account.chargedBackMinor
  const takenMinor = amountMinor < openMinor ? amountMinor : openMinor
  return adjustment(account, `chargeback/${chargebackId}`, 'charge_back', -takenMinor)
}

export const offset = (account: Account, refundId: string, amountMinor: bigint): Transaction =>
  adjustment(account, `offset/${refundId}`, 'charge_back_offset', amountMinor)

const adjustment = (
  { parties: { orderId } }: Account,
  id: string,
  name: string,
  amountMinor: bigint,
): Transaction =>
  transactionOf(`${orderId}/${id}`, 'CHARGE_BACK', [{ part: 'ADJUSTMENT', name, amountMinor }])

export const release = ({ parties: { orderId }, reservedMinor }: Account): Transaction =>
  transactionOf(`${orderId}/reserve`, 'RESERVE', [
    { part: 'RESERVE', name: 'reserve_released', amountMinor: reservedMinor },
  ])
