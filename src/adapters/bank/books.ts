import { referenceOf, type BankBooks, type BankOrder } from '../bankBooks.js'

/** Books that are lost with the process, and all that stands in them. */
export const memoryBooks = (): BankBooks & { readonly orders: () => ReadonlyArray<BankOrder> } => {
  const byKey = new Map<string, Array<BankOrder>>()

  const orders = (): ReadonlyArray<BankOrder> => [...byKey.values()].flat()

  return {
    orders,
    under: (key) => Promise.resolve([...(byKey.get(key) ?? [])]),
    add: (order) => {
      const known = byKey.get(order.key) ?? []
      const there = known.find(({ ordinal }) => ordinal === order.ordinal)
      if (there !== undefined) return Promise.resolve(there)
      const added = { ...order, bankReference: referenceOf(order) }
      byKey.set(order.key, [...known, added])
      return Promise.resolve(added)
    },
    hasten: ({ key, ordinal }, arrivesAt) => {
      const moved = (byKey.get(key) ?? []).map((order) =>
        order.ordinal === ordinal ? { ...order, arrivesAt } : order,
      )
      byKey.set(key, moved)
      return Promise.resolve()
    },
    arrivals: (from, until) =>
      Promise.resolve(orders().filter(({ arrivesAt }) => arrivesAt >= from && arrivesAt <= until)),
  }
}
