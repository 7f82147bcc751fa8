import type { DomainEvent } from '../../src/domain/events.js'

type Of<T extends DomainEvent['type']> = Extract<DomainEvent, { readonly type: T }>['data']
type ChargedLine = Of<'CommissionCharged'>['lines'][number]
type ChargedFee = Of<'CommissionCharged'>['fees'][number]

/** What remains of each amount of a line. */
export type Amounts = Readonly<
  Record<
    'saleMinor' | 'shippingMinor' | 'platformDiscountMinor' | 'shippingPlatformDiscountMinor' | 'taxMinor',
    bigint
  >
>

/** n / d rounded half away from zero, in whole numbers alone. */
const rounded = (n: bigint, d: bigint): bigint => {
  const away = (2n * (n < 0n ? -n : n) + d) / (2n * d)
  return n < 0n ? -away : away
}

const gross = (line: Amounts): bigint =>
  line.saleMinor + line.shippingMinor + line.platformDiscountMinor + line.shippingPlatformDiscountMinor

/** When an order was placed, and whether its seller came to the platform less than 60 days before. */
interface Sold {
  readonly placedAt: string
  readonly isNew: boolean
}

const RAISED_AT = '2026-01-07T23:00:00.000Z'

/** The rates that were published, told once more: by market, category and how new the seller is, on the day of the order. */
const publishedRateBps = (market: string, category: string, { placedAt, isNew }: Sold): number => {
  switch (market) {
    case 'GB':
      return category === 'electronics' ? 500 : 900
    case 'US':
      return category === 'jewellery' ? 500 : 600
    case 'BR':
      return 1_200
    default:
      if (placedAt < RAISED_AT) return 500
      if (isNew) return 400
      return category === 'electronics' ? 700 : 900
  }
}

/** The fees of one order by a second hand: what is booked of each must be this, of what remains, at any time. */
export interface Fees {
  /** What is booked of all of them. */
  readonly bookedMinor: () => bigint
  readonly reverse: (reversed: Of<'CommissionReversed'>) => ReadonlyArray<string>
  readonly creatorsPaid: () => void
  readonly remaining: () => ReadonlyMap<string, Amounts>
}

export const feesOf = (
  { orderId, lines, fees, market }: Of<'CommissionCharged'>,
  sold: Sold,
  categoryOf: (lineId: string) => string,
): { readonly fees: Fees; readonly problems: ReadonlyArray<string> } => {
  const left = new Map<string, Amounts>(lines.map((line: ChargedLine) => [line.lineId, line]))
  const booked = fees.map((fee) => ({ fee, minor: fee.feeMinor }))
  let creatorsPaid = false

  const baseOf = ({ rule, lineIds, skuId }: ChargedFee): bigint => {
    if (rule.base === 'FEE_REFUNDED') {
      return booked
        .filter(({ fee }) => fee.skuId === skuId && fee.rule.kind === rule.of)
        .reduce((sum, { fee, minor }) => sum + fee.feeMinor - minor, 0n)
    }
    return lineIds.reduce((sum, lineId) => {
      const line = left.get(lineId)
      if (line === undefined) return sum
      if (rule.base === 'SALE') return sum + line.saleMinor
      return sum + gross(line) - (rule.base === 'GROSS_LESS_TAX' ? line.taxMinor : 0n)
    }, 0n)
  }
  const expectedMinor = (fee: ChargedFee): bigint => {
    const minor = rounded(baseOf(fee) * BigInt(fee.rule.rateBps), 10_000n)
    return fee.rule.capMinor !== undefined && minor > fee.rule.capMinor ? fee.rule.capMinor : minor
  }
  const check = (): ReadonlyArray<string> =>
    booked.flatMap(({ fee, minor }) => {
      if (creatorsPaid && fee.rule.kind.startsWith('AFFILIATE_')) return []
      const expected = expectedMinor(fee)
      return expected === minor ? [] : [`${fee.rule.kind} of ${orderId} is ${minor} instead of ${expected}`]
    })
  const wrongRates = fees.flatMap(({ rule, lineIds: [lineId] }) => {
    if (rule.kind !== 'PLATFORM_COMMISSION' && rule.kind !== 'REFERRAL_FEE') return []
    const rate = publishedRateBps(market, categoryOf(lineId ?? ''), sold)
    return rate === rule.rateBps
      ? []
      : [`${rule.kind} of ${orderId} is at ${rule.rateBps} instead of ${rate}`]
  })
  // What nobody pays for, as samples and replacements, owes nothing.
  const unfeed = lines.filter(
    (line) => gross(line) > 0n && !fees.some(({ lineIds }) => lineIds.includes(line.lineId)),
  )

  return {
    fees: {
      bookedMinor: () => booked.reduce((sum, { minor }) => sum + minor, 0n),
      creatorsPaid: () => {
        creatorsPaid = true
      },
      remaining: () => left,
      reverse: ({ lines: back, fees: reversed }) => {
        for (const { lineId, ...given } of back) {
          const line = left.get(lineId)
          if (line === undefined) continue
          left.set(lineId, {
            saleMinor: line.saleMinor - given.saleMinor,
            shippingMinor: line.shippingMinor - given.shippingMinor,
            platformDiscountMinor: line.platformDiscountMinor - given.platformDiscountMinor,
            shippingPlatformDiscountMinor:
              line.shippingPlatformDiscountMinor - given.shippingPlatformDiscountMinor,
            taxMinor: line.taxMinor - given.taxMinor,
          })
        }
        for (const { rule, lineIds, backMinor } of reversed) {
          const known = booked.find(
            ({ fee }) => fee.rule.ruleId === rule.ruleId && fee.lineIds[0] === lineIds[0],
          )
          if (known !== undefined) known.minor -= backMinor
        }
        return check()
      },
    },
    problems: [...check(), ...wrongRates, ...unfeed.map(({ lineId }) => `${orderId} ${lineId} has no fee`)],
  }
}
