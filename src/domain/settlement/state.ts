import { sumMinor } from '../kernel/money.js'
import type { MoneyLine } from '../kernel/transaction.js'
import type { SettlementEvent } from './events.js'

type Data<T extends SettlementEvent['type']> = Extract<SettlementEvent, { readonly type: T }>['data']
type Parties = Pick<Data<'SettlementOpened'>, 'orderId' | 'sellerId' | 'market' | 'currency'>

/** What a buyer got back by one refund or chargeback; `lines` are told again by whoever asks again. */
interface GivenBack {
  readonly id: string
  readonly amountMinor: bigint
}

/** An order's own account with its seller. */
export interface Account {
  readonly status: 'WAITING' | 'SETTLED'
  readonly parties: Parties
  readonly deliveredAt: Data<'SettlementOpened'>['deliveredAt']
  readonly dueAt: Data<'SettlementOpened'>['dueAt']
  readonly terms: Data<'SettlementOpened'>['terms']
  /** A clock ran out while a case was open: that of the settlement, and once settled, that of the creators. */
  readonly deferred: boolean
  /** Until it is settled: all that it would settle for. */
  readonly lines: ReadonlyArray<MoneyLine>
  readonly openCases: ReadonlyArray<string>
  readonly buyerPaidMinor: bigint
  readonly refunds: ReadonlyArray<GivenBack>
  readonly chargebacks: ReadonlyArray<GivenBack>
  /** Taken from the seller for chargebacks, less what refunds gave back once more. */
  readonly chargedBackMinor: bigint
  /** Withheld and not released; not negative. */
  readonly reservedMinor: bigint
  readonly releaseAt: Data<'OrderSettled'>['releaseAt'] | undefined
  /** Creators wait for their share until then; absent: nobody has one, or they have it. */
  readonly creatorsDueAt: Data<'OrderSettled'>['creatorsDueAt']
}

/** A case may be opened before the order arrives. */
export type Settlement = { readonly status: 'NONE'; readonly openCases: ReadonlyArray<string> } | Account

export const initialState: Settlement = { status: 'NONE', openCases: [] }

export const evolve = (settlement: Settlement, event: SettlementEvent): Settlement => {
  switch (event.type) {
    case 'SettlementOpened':
      return opened(settlement, event.data)
    case 'SettlementCaseOpened':
      return { ...settlement, openCases: [...settlement.openCases, event.data.caseId] }
    case 'SettlementCaseClosed': {
      const { caseId } = event.data
      return { ...settlement, openCases: settlement.openCases.filter((other) => other !== caseId) }
    }
    case 'SettlementAmended':
    case 'SettlementDeferred':
    case 'OrderSettled':
    case 'RefundSettled':
    case 'ChargebackSettled':
    case 'ChargebackOffset':
    case 'ReserveReleased':
    case 'CreatorSharesReleased':
      return settlement.status === 'NONE' ? settlement : moved(settlement, event)
  }
}

/** A settlement as it begins. */
export const opened = ({ openCases }: Settlement, data: Data<'SettlementOpened'>): Account => {
  const { orderId, sellerId, market, currency, deliveredAt, dueAt, terms, lines, buyerPaidMinor } = data
  return {
    status: 'WAITING',
    parties: { orderId, sellerId, market, currency },
    deliveredAt,
    dueAt,
    terms,
    deferred: false,
    lines,
    openCases,
    buyerPaidMinor,
    refunds: [],
    chargebacks: [],
    chargedBackMinor: 0n,
    reservedMinor: 0n,
    releaseAt: undefined,
    creatorsDueAt: undefined,
  }
}

type Later = Exclude<
  SettlementEvent,
  { readonly type: 'SettlementOpened' | 'SettlementCaseOpened' | 'SettlementCaseClosed' }
>

const moved = (account: Account, event: Later): Account => {
  switch (event.type) {
    case 'SettlementAmended': {
      const { refundId, buyerBackMinor, lines } = event.data
      const refunds = [...account.refunds, { id: refundId, amountMinor: buyerBackMinor }]
      return { ...account, refunds, lines: [...account.lines, ...lines] }
    }
    case 'SettlementDeferred':
      return { ...account, deferred: true }
    case 'OrderSettled': {
      const { transaction, releaseAt, creatorsDueAt } = event.data
      const reservedMinor = -transaction.reserveMinor
      const settled = { status: 'SETTLED', lines: [], deferred: false } as const
      return { ...account, ...settled, reservedMinor, releaseAt, creatorsDueAt }
    }
    case 'RefundSettled': {
      const { refundId, buyerBackMinor } = event.data
      return { ...account, refunds: [...account.refunds, { id: refundId, amountMinor: buyerBackMinor }] }
    }
    case 'ChargebackSettled': {
      const { chargebackId, amountMinor, transaction } = event.data
      return {
        ...account,
        chargebacks: [...account.chargebacks, { id: chargebackId, amountMinor }],
        chargedBackMinor: account.chargedBackMinor - transaction.adjustmentMinor,
      }
    }
    case 'ChargebackOffset':
      return { ...account, chargedBackMinor: account.chargedBackMinor - event.data.amountMinor }
    case 'ReserveReleased':
      return { ...account, reservedMinor: 0n }
    case 'CreatorSharesReleased':
      return { ...account, creatorsDueAt: undefined }
  }
}

/** What the buyer got back by refunds. */
export const buyerBackMinorOf = ({ refunds }: Account): bigint =>
  sumMinor(refunds.map(({ amountMinor }) => amountMinor))
