import type { BankTransfer } from '../../src/adapters/bank/simulated.js'
import { handle, type DomainEvent, type EventHandlers } from '../../src/domain/events.js'

const rank = ['PLANNED', 'PROCESSING', 'FAILED', 'PAID', 'RETURNED']

interface Payout {
  readonly seller: string
  entriesMinor: bigint
  plannedMinor: bigint | undefined
  isCarried: boolean
  attempts: number
  status: string
}

/** What stands where, from statement lines to transfers: nothing twice, nothing in between lost. */
export interface Payments {
  readonly tell: (event: DomainEvent) => ReadonlyArray<string>
  /** Whether the bank may be told of it: planned, and the attempt written down. */
  readonly mayBeSent: (key: string, amountMinor: bigint) => boolean
  /** The bank, or a person who asked it, said so. */
  readonly hear: (key: string, status: string) => void
  /** Planned, and not answered for good. */
  readonly waiting: () => ReadonlyArray<string>
  readonly openIds: () => ReadonlyArray<string>
  /** What the events say that sellers have, by seller and currency. */
  readonly confirmed: () => ReadonlyMap<string, bigint>
  /** What waits in payouts of days to come. */
  readonly open: () => ReadonlyMap<string, bigint>
  /** What the bank did, compared with what is known of it. */
  readonly compare: (transfers: ReadonlyArray<BankTransfer>) => ReadonlyArray<string>
}

const add = (sums: Map<string, bigint>, name: string, minor: bigint): void => {
  sums.set(name, (sums.get(name) ?? 0n) + minor)
}

export const payments = (): Payments => {
  const lines = new Set<string>()
  const statements = new Map<string, bigint>()
  const closed = new Map<string, bigint>()
  const entries = new Set<string>()
  const payouts = new Map<string, Payout>()
  const heard = new Set<string>()

  const once = (seen: Set<string>, name: string, what: string): ReadonlyArray<string> => {
    if (seen.has(name)) return [`${what} ${name} is there twice`]
    seen.add(name)
    return []
  }
  const told = (payoutId: string, status: string): ReadonlyArray<string> => {
    if (!heard.has(`${payoutId} ${status}`)) return [`${payoutId} is ${status}, and nobody said so`]
    const payout = payouts.get(payoutId)
    if (payout === undefined) return [`${payoutId} is told of and was never opened`]
    const before = payout.status
    payout.status = status
    return rank.indexOf(status) > rank.indexOf(before)
      ? []
      : [`${payoutId} went back from ${before} to ${status}`]
  }

  const steps: EventHandlers<readonly [], ReadonlyArray<string>> = {
    StatementLineAdded: ({ data: { statementId, transaction } }) => {
      add(statements, statementId, transaction.settlementMinor + transaction.reserveMinor)
      return [
        ...once(lines, transaction.transactionId, 'the statement line'),
        ...(closed.has(statementId) ? [`${statementId} was closed and has one more line`] : []),
      ]
    },
    StatementAdjusted: ({ data: { statementId, transaction } }) => {
      add(statements, statementId, transaction.settlementMinor)
      return once(lines, transaction.transactionId, 'the adjustment')
    },
    StatementClosed: ({ data: { statementId, payableMinor } }) => {
      closed.set(statementId, payableMinor)
      const sum = statements.get(statementId) ?? 0n
      return sum === payableMinor ? [] : [`${statementId} closed with ${payableMinor} instead of ${sum}`]
    },
    PayoutOpened: ({ data: { payoutId, sellerId, currency } }) => {
      if (payouts.has(payoutId)) return [`${payoutId} was opened twice`]
      const seller = `${sellerId} ${currency}`
      const none = {
        entriesMinor: 0n,
        plannedMinor: undefined,
        isCarried: false,
        attempts: 0,
        status: 'OPEN',
      }
      payouts.set(payoutId, { seller, ...none })
      return []
    },
    PayoutEntryAdded: ({ data: { payoutId, entry } }) => {
      const payout = payouts.get(payoutId)
      if (payout?.status !== 'OPEN')
        return [`${payoutId} took up an entry when it was ${payout?.status ?? 'nothing'}`]
      payout.entriesMinor += entry.amountMinor
      const stated = closed.get(entry.source)
      return [
        ...once(entries, `${entry.kind} ${entry.source}`, 'the payout entry'),
        ...(entry.kind === 'STATEMENT' && stated !== entry.amountMinor
          ? [`${entry.source} is paid with ${entry.amountMinor} instead of ${stated ?? 'nothing'}`]
          : []),
      ]
    },
    PayoutPlanned: ({ data: { payoutId, amountMinor } }) => {
      const payout = payouts.get(payoutId)
      if (payout?.status !== 'OPEN')
        return [`${payoutId} was planned when it was ${payout?.status ?? 'nothing'}`]
      payout.status = 'PLANNED'
      payout.plannedMinor = amountMinor
      return amountMinor === payout.entriesMinor && amountMinor > 0n
        ? []
        : [`${payoutId} plans ${amountMinor}`]
    },
    PayoutCarriedOver: ({ data: { payoutId, amountMinor } }) => {
      const payout = payouts.get(payoutId)
      if (payout?.status !== 'OPEN')
        return [`${payoutId} was carried when it was ${payout?.status ?? 'nothing'}`]
      payout.status = 'CARRIED'
      payout.isCarried = true
      return amountMinor === payout.entriesMinor ? [] : [`${payoutId} carries ${amountMinor}`]
    },
    PayoutAttempted: ({ data: { payoutId } }) => {
      const payout = payouts.get(payoutId)
      if (payout !== undefined) payout.attempts += 1
      return payout?.plannedMinor === undefined ? [`${payoutId} was sent and not planned`] : []
    },
    PayoutProcessing: ({ data: { payoutId } }) => told(payoutId, 'PROCESSING'),
    PayoutFailed: ({ data: { payoutId } }) => told(payoutId, 'FAILED'),
    PayoutPaid: ({ data: { payoutId } }) => told(payoutId, 'PAID'),
    PayoutReturned: ({ data: { payoutId } }) => told(payoutId, 'RETURNED'),
  }

  return {
    tell: (event) => handle(steps, event) ?? [],
    hear: (key, status) => {
      heard.add(`${key} ${status}`)
    },
    mayBeSent: (key, amountMinor) => {
      const payout = payouts.get(key)
      return payout !== undefined && payout.attempts > 0 && payout.plannedMinor === amountMinor
    },
    waiting: () =>
      [...payouts].flatMap(([id, { status }]) =>
        status === 'PLANNED' || status === 'PROCESSING' ? [id] : [],
      ),
    openIds: () => [...payouts].flatMap(([id, { status }]) => (status === 'OPEN' ? [id] : [])),
    confirmed: () => {
      const sums = new Map<string, bigint>()
      for (const { seller, status, plannedMinor = 0n } of payouts.values())
        if (status === 'PAID') add(sums, seller, plannedMinor)
      return sums
    },
    open: () => {
      const sums = new Map<string, bigint>()
      for (const { seller, status, entriesMinor } of payouts.values())
        if (status === 'OPEN') add(sums, seller, entriesMinor)
      return sums
    },
    compare: (transfers) => {
      const seen = new Set<string>()
      const problems = transfers.flatMap(({ key, status, amountMinor }) => {
        const payout = payouts.get(key)
        if (payout === undefined) return [`the bank has a transfer ${key} that nobody planned`]
        return [
          ...once(seen, key, 'the transfer'),
          ...(payout.plannedMinor === amountMinor ? [] : [`${key} was transferred as ${amountMinor}`]),
          ...(payout.status === status ? [] : [`${key} is ${status} at the bank and ${payout.status} here`]),
        ]
      })
      const unsent = [...payouts].filter(([key, { status }]) => status === 'PAID' && !seen.has(key))
      return [...problems, ...unsent.map(([key]) => `${key} is paid and the bank knows of nothing`)]
    },
  }
}
