import { simulatedBank, type BankTransfer } from '../../src/adapters/bank/simulated.js'
import type { PayoutProvider } from '../../src/application/payoutProvider.js'
import type { Instant } from '../../src/domain/kernel/time.js'
import type { Luck } from './luck.js'
import type { Watch } from './watch.js'
import type { Weather } from './weather.js'

export interface Bank extends Required<PayoutProvider> {
  readonly transfers: () => ReadonlyArray<BankTransfer>
}

interface Options {
  readonly seed: number
  readonly now: () => Instant
  readonly luck: Luck
  readonly weather: Weather
  readonly watch: Watch
}

/** The simulated bank, which sometimes says that a transfer failed that it goes on with; everything it is told is noted. */
export const openBank = ({ seed, now, luck, weather, watch }: Options): Bank => {
  const bank = simulatedBank({ seed, now, faults: weather.bank })
  return {
    habits: bank.habits,
    noticesAfter: async (cursor) => {
      const answer = await bank.noticesAfter(cursor)
      if (answer.type === 'NOTICES')
        for (const { key, status } of answer.notices) watch.payments.hear(key, status)
      return answer
    },
    transfers: bank.transfers,
    transfer: async (transfer) => {
      const { key, amountMinor } = transfer
      await watch.look()
      if (!watch.payments.mayBeSent(key, amountMinor))
        watch.problems.push(
          `the bank is told to transfer ${amountMinor} as ${key}, and nobody wrote that down`,
        )
      const answer = await bank.transfer(transfer)
      watch.note(
        `${now()} transfer ${key} ${amountMinor}: ${answer.type === 'ANSWER' ? answer.status : answer.type}`,
      )
      if (answer.type !== 'ANSWER') return answer
      const isLie = answer.status === 'PROCESSING' && luck.strikes(weather.lies)
      const told = isLie ? ({ ...answer, status: 'FAILED' } as const) : answer
      watch.payments.hear(key, told.status)
      return told
    },
    lookUp: async (key) => {
      const answer = await bank.lookUp(key)
      if (answer.type === 'ANSWER') watch.payments.hear(key, answer.status)
      watch.note(`${now()} look up ${key}: ${answer.type === 'ANSWER' ? answer.status : answer.type}`)
      return answer
    },
  }
}
