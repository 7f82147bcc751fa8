import { memoryBooks } from '../../src/adapters/bank/books.js'
import { bankWith } from '../../src/adapters/bank/simulated.js'
import type { PayoutProvider } from '../../src/application/payoutProvider.js'
import { payoutRunner } from '../../src/application/payoutRunner.js'
import { sellerCenter } from '../../src/application/sellerCenter.js'
import { instantOf } from '../../src/domain/kernel/time.js'
import { isLeft } from '../../src/fp.js'
import { CUT_OFF_AT, period, statementEntry } from '../support/payouts.js'
import { plainTerms } from '../support/settlements.js'
import { quick, sound, storeOf, type CutKind, type Flaw } from './cuts.js'
import { differs } from './invariants.js'
import { streamsIn } from './marketplace.js'
import { work, type Item } from './work.js'

/** A payout from its plan to the bank's answer, and that stored. `flawed` plants a bug between us and the bank. */
export const payout =
  (flawed: Flaw<PayoutProvider> = sound): CutKind =>
  async ({ database, cuttable }) => {
    const store = storeOf(database)
    const events = storeOf(cuttable)
    let nowMs = Date.parse(CUT_OFF_AT)
    const clock = { ...quick, now: () => instantOf(nowMs) }
    const planning = sellerCenter({ store, system: clock })
    const paying = sellerCenter({ store: events, system: clock })
    const books = memoryBooks()
    const provider = flawed(bankWith(books, { seed: 1, now: clock.now }))
    const runner = payoutRunner({ store: events, center: paying, provider, system: clock })
    const planned = new Set<number>()
    const idOf = (nr: number): string => `s${nr}.2026-03-13.EUR`

    const plan = async (nr: number): Promise<void> => {
      const data = { ...period, payoutId: idOf(nr), sellerId: `s${nr}` }
      const entry = { ...statementEntry, source: `s${nr}.2026-03-12.EUR` }
      nowMs = Date.parse(CUT_OFF_AT)
      await work(planning, [
        [
          { type: 'AddPayoutEntry', data: { ...data, terms: plainTerms, entry } },
          { type: 'CutOffPayout', data: { payoutId: idOf(nr) } },
        ] as Item,
      ])
      planned.add(nr)
    }

    return {
      attempt: async (nr) => {
        if (!planned.has(nr)) await plan(nr)
        const advanced = await runner.advance(idOf(nr))
        // The bank has its time, also where the answer was lost with the connection.
        nowMs += 2 * 3_600_000
        return !isLeft(advanced) && advanced.right.type === 'NOTHING'
      },
      problems: async (count) => {
        const sent = books.orders()
        const paid = (await streamsIn(store, ({ type }) => type === 'PayoutPaid')).size
        return [
          ...differs('transfers at the bank', sent.length, count),
          ...differs('transfers under one key', new Set(sent.map(({ key }) => key)).size, count),
          ...differs('payouts that are paid', paid, count),
        ]
      },
      close: async () => {
        await events.close()
        await store.close()
      },
    }
  }
