import { payout } from '../../../src/domain/payout/index.js'
import { isLeft, right } from '../../../src/fp.js'
import { reactingTo, withAggregate } from '../altered.js'
import type { Flaw } from './flaw.js'

/** Bugs of those who pay. */
export const bankFlaws: ReadonlyArray<Flaw> = [
  {
    name: 'what the bank said last holds: a payout goes back from paid to processing',
    seed: 2,
    makings: {
      center: withAggregate({
        ...payout,
        decide: (command, state) => {
          const decided = payout.decide(command, state)
          const isOld =
            command.type === 'RecordPayoutNotice' &&
            command.data.status === 'PROCESSING' &&
            (state.status === 'PAID' || state.status === 'RETURNED')
          if (!isOld || isLeft(decided)) return decided
          const { amountMinor, status: before } = state
          const data = { ...state.period, before, amountMinor }
          return right([{ type: 'PayoutProcessing' as const, occurredAt: command.at, data }])
        },
      }),
    },
  },
  {
    name: 'after silence the bank is told again under a new key',
    seed: 9,
    makings: {
      provider: (provider) => {
        const sent = new Map<string, number>()
        const keyOf = (key: string): string => {
          const times = sent.get(key) ?? 1
          return times === 1 ? key : `${key}~${times}`
        }
        return {
          ...provider,
          transfer: async (transfer) => {
            const answer = await provider.transfer({ ...transfer, key: keyOf(transfer.key) })
            if (answer.type === 'SILENCE') sent.set(transfer.key, (sent.get(transfer.key) ?? 1) + 1)
            return answer
          },
          lookUp: (key) => provider.lookUp(keyOf(key)),
        }
      },
    },
  },
  {
    name: 'payouts of one seller share a key',
    seed: 1,
    makings: {
      provider: (provider) => {
        const keys = new Map<string, string>()
        return {
          ...provider,
          transfer: (transfer) => {
            const first = keys.get(transfer.sellerId) ?? transfer.key
            keys.set(transfer.sellerId, first)
            return provider.transfer({ ...transfer, key: first })
          },
        }
      },
    },
  },
  {
    name: 'silence is taken for a failure',
    seed: 9,
    makings: {
      provider: (provider) => ({
        ...provider,
        transfer: async (transfer) => {
          const answer = await provider.transfer(transfer)
          return answer.type === 'SILENCE' ? { type: 'ANSWER', status: 'FAILED' } : answer
        },
      }),
    },
  },
  {
    name: 'a returned transfer is not paid again',
    seed: 9,
    makings: { processes: reactingTo('payouts', 'PayoutReturned', () => []) },
  },
]
