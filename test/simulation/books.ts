import type { DomainEvent } from '../../src/domain/events.js'
import { ledger } from '../../src/projections/ledger.js'
import type { MoneyEvent } from '../../src/projections/moneyEvents.js'
import { postingsOf } from '../../src/projections/postings.js'

const isMoney = (event: DomainEvent): event is MoneyEvent => Object.hasOwn(ledger.on, event.type)

/** What an account may never come to, whoever owns it. */
const bounds: Readonly<Record<string, 'not negative' | 'not positive'>> = {
  payouts_in_transit: 'not negative',
  seller_reserved: 'not negative',
  buyer_funds_held: 'not negative',
  seller_debt: 'not positive',
}

/** Double entry, once more: by account and owner, and by account and order. */
export interface Books {
  /** What is wrong after this event. */
  readonly enter: (event: DomainEvent) => ReadonlyArray<string>
  /** Over all owners and currencies. */
  readonly totalOf: (account: string) => bigint
  /** Orders that an account still holds something of. */
  readonly ordersIn: (account: string) => ReadonlyArray<readonly [orderId: string, amountMinor: bigint]>
}

export const openBooks = (): Books => {
  const owners = new Map<string, bigint>()
  const orders = new Map<string, bigint>()
  const currencies = new Map<string, bigint>()
  const add = (sums: Map<string, bigint>, name: string, minor: bigint): bigint => {
    const sum = (sums.get(name) ?? 0n) + minor
    sums.set(name, sum)
    return sum
  }
  const within = (account: string, minor: bigint): boolean => {
    const bound = bounds[account]
    return bound === undefined || (bound === 'not negative' ? minor >= 0n : minor <= 0n)
  }

  return {
    enter: (event) => {
      if (!isMoney(event)) return []
      const problems: Array<string> = []
      const { currency } = event.data
      const orderId = 'orderId' in event.data ? event.data.orderId : undefined
      const touched = new Set<string>()
      for (const { account, owner, amountMinor } of postingsOf(event)) {
        add(currencies, currency, amountMinor)
        add(owners, `${account} ${owner} ${currency}`, amountMinor)
        touched.add(`${account} ${owner} ${currency}`)
        if (orderId !== undefined) add(orders, `${account} ${orderId}`, amountMinor)
        if (orderId !== undefined && !within(account, orders.get(`${account} ${orderId}`) ?? 0n)) {
          problems.push(`${event.type}: ${account} of ${orderId} is out of bounds`)
        }
      }
      if (currencies.get(currency) !== 0n && touched.size > 0) {
        problems.push(`${event.type}: the books in ${currency} do not balance`)
        currencies.set(currency, 0n)
      }
      for (const name of touched) {
        const [account = ''] = name.split(' ')
        if (!within(account, owners.get(name) ?? 0n)) problems.push(`${event.type}: ${name} is out of bounds`)
      }
      return problems
    },
    totalOf: (account) =>
      [...owners].reduce((sum, [name, minor]) => (name.startsWith(`${account} `) ? sum + minor : sum), 0n),
    ordersIn: (account) =>
      [...orders].flatMap(([name, minor]) =>
        name.startsWith(`${account} `) && minor !== 0n
          ? [[name.slice(account.length + 1), minor] as const]
          : [],
      ),
  }
}
