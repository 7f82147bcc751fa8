import { right } from '../../src/fp.js'
import type { SellerCenter } from '../../src/application/sellerCenter.js'
import { demoRequests } from '../../src/cli/demo/index.js'

/** Of the demo's orders, every so many: all of its kinds are among them, and a test stays quick. */
const EVERY = 4

const isPlaced = (number: number): boolean => (number + 1) % EVERY === 0

const ordersLeftOut = (): ReadonlySet<string> =>
  new Set(
    [...demoRequests()]
      .flatMap(([first]) => (first?.type === 'PlaceOrder' ? [first.data.orderId] : []))
      .filter((_, number) => !isPlaced(number)),
  )

/** To be filled with a part of the demo: nothing is asked of the other orders, nor of the cases opened about them. */
export const someOrders = ({ executeTogether }: SellerCenter): Pick<SellerCenter, 'executeTogether'> => {
  const leftOut = ordersLeftOut()
  return {
    executeTogether: (requests) => {
      const [first] = requests
      const isAboutOrder = first?.type === 'PlaceOrder' || first?.type === 'OpenAfterSalesCase'
      return isAboutOrder && leftOut.has(first.data.orderId)
        ? Promise.resolve(right({ stream: '', events: [], repeated: true }))
        : executeTogether(requests)
    },
  }
}
