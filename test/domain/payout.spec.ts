import { describe, expect, test } from 'vitest'
import type { PayoutEvent } from '../../src/domain/payout/events.js'
import { payout } from '../../src/domain/payout/index.js'
import {
  added,
  addEntry,
  attempt,
  attempted,
  carriedOver,
  CUT_OFF_AT,
  cutOff,
  entryDeferred,
  entryJson,
  givenPayout as given,
  held,
  hold,
  holdReleased,
  notice,
  opened,
  payoutId,
  planned,
  releaseHold,
  silence,
  statementEntry,
  told,
  unknown,
} from '../support/payouts.js'
import { plainTerms } from '../support/settlements.js'
import { foldOf, instant } from '../support/spec.js'

const owes = entryJson('CARRIED_OVER', 's1.2026-03-12.EUR', '-5000')

describe('a payout', () => {
  test('begins with the first amount, and collects until its morning', () => {
    given().when(addEntry()).then(opened(), added())
    const second = entryJson('STATEMENT', 's1.2026-03-11.EUR', '-100')
    given(opened(), added()).when(addEntry(second)).then(added(second))
  })

  test('takes each amount once', () => {
    given(opened(), added()).when(addEntry()).thenNothing()
  })

  test('is planned, in full, under a key of its own', () => {
    given(opened(), added()).when(cutOff()).then(planned())
    given(opened(), added(), planned()).when(cutOff()).thenNothing()
    expect(planned().data).toMatchObject({ amountMinor: 4_768n, bankKey: payoutId })
  })

  test('offsets what was owed before', () => {
    const debt = entryJson('CARRIED_OVER', 's1.2026-03-12.EUR', '-4000')
    given(opened(), added(), added(debt)).when(cutOff()).then(planned(statementEntry, debt))
  })

  test.each([
    ['what the seller owes, unclamped', [statementEntry, owes], 'OWED_BY_SELLER'],
    ['what is too little to be paid', [entryJson('STATEMENT', 's', '99')], 'BELOW_MINIMUM'],
    ['nothing', [entryJson('STATEMENT', 's', '0')], 'NOTHING_DUE'],
  ])('carries %s over', (_, entries, reason) => {
    given(opened(), ...entries.map((entry) => added(entry)))
      .when(cutOff())
      .then(carriedOver(reason, ...entries))
  })

  test('pays exactly the minimum', () => {
    const least = entryJson('STATEMENT', 's', '100')
    given(opened(), added(least)).when(cutOff()).then(planned(least))
  })

  test('that is held waits, and what is let go is paid', () => {
    given(opened(), added()).when(hold()).then(held())
    given(opened(), added(), held()).when(hold()).thenNothing()
    given(opened(), added(), held()).when(cutOff()).then(carriedOver('HELD', statementEntry))
    given(opened(), added(), held()).when(releaseHold()).then(holdReleased())
    given(opened(), added()).when(releaseHold()).thenNothing()
    given(opened(), added(), held(), holdReleased()).when(cutOff()).then(planned())
  })

  test('sends what comes too late on to the next day, once', () => {
    const late = entryJson('STATEMENT', 's1.2026-03-13.EUR', '7')
    given(opened(), added(), planned()).when(addEntry(late)).then(entryDeferred(late))
    given(opened(), added(), planned(), entryDeferred(late)).when(addEntry(late)).thenNothing()
    given(opened(), added(owes), carriedOver('OWED_BY_SELLER', owes))
      .when(addEntry(late))
      .then(entryDeferred(late))
  })

  test('sends it on to the next Friday where Friday is the day', () => {
    const terms = { ...plainTerms, payoutEvery: 'WEEK', payoutDay: 5 }
    const late = entryJson('STATEMENT', 's1.2026-03-13.EUR', '7')
    given(opened({ terms }), added(), planned()).when(addEntry(late)).then(entryDeferred(late, '2026-03-20'))
  })

  test('of which the bank says late that it failed goes on to a day that is still to come', () => {
    given(opened(), added(), planned(), attempted())
      .when(notice('FAILED', '2026-04-01T00:00:00.000Z'))
      .then({
        ...told('PayoutFailed', 'PLANNED', { toDate: '2026-04-02' }),
        occurredAt: instant('2026-04-01T00:00:00.000Z'),
      })
  })
})

describe('an attempt', () => {
  const past = [opened(), added(), planned()]
  test('is written down before the bank is told, one after the other', () => {
    given(...past)
      .when(attempt())
      .then(attempted())
    given(...past, attempted())
      .when(attempt())
      .thenNothing()
    given(...past, attempted(), unknown())
      .when(attempt(2))
      .then(attempted(2))
  })

  test('without an answer is known as such, until there is one', () => {
    given(...past, attempted())
      .when(silence())
      .then(unknown())
    given(...past, attempted(), unknown())
      .when(silence())
      .thenNothing()
    given(...past, attempted(), attempted(2))
      .when(silence(1))
      .thenNothing()
    given(...past, attempted(), told('PayoutPaid', 'PLANNED'))
      .when(silence())
      .thenNothing()
  })

  test('is never made again once the bank has answered', () => {
    for (const [type, status] of [
      ['PayoutProcessing', 'PROCESSING'],
      ['PayoutFailed', 'FAILED'],
      ['PayoutPaid', 'PAID'],
      ['PayoutReturned', 'RETURNED'],
    ] as const) {
      given(...past, attempted(), told(type, 'PLANNED'))
        .when(attempt(2))
        .thenRefused({ type: 'PayoutAlreadyAnswered', payoutId, status })
    }
  })
})

describe('a payout refuses', () => {
  const past = [opened(), added(), planned()]
  const most = entryJson('STATEMENT', 'a', '999999999999999999')
  test.each([
    ['what nobody began', [], cutOff(), { type: 'PayoutNotFound', payoutId }],
    [
      'the data of another period',
      [],
      addEntry(statementEntry, { date: '2026-03-14' }),
      { type: 'PayoutIsOfAnother', payoutId, expected: 's1.2026-03-14.EUR' },
    ],
    [
      'another currency',
      [],
      addEntry(statementEntry, { currency: 'USD' }),
      { type: 'PayoutIsOfAnother', payoutId, expected: 's1.2026-03-13.USD' },
    ],
    [
      'another amount of the same source',
      [opened(), added()],
      addEntry({ ...statementEntry, amountMinor: '1' }),
      { type: 'PayoutSourceReused', payoutId, source: 's1.2026-03-12.EUR' },
    ],
    [
      'more than can be stored',
      [opened(), added(most)],
      addEntry({ ...most, source: 'b' }),
      { type: 'PayoutOverflows', payoutId },
    ],
    [
      'to pay more than the bank can',
      [opened(), added(most)],
      cutOff(),
      { type: 'PayoutOverflows', payoutId },
    ],
    [
      'to be cut off too early',
      [opened(), added()],
      cutOff('2026-03-13T05:59:59.999Z'),
      { type: 'PayoutNotDue', payoutId, cutOffAt: instant(CUT_OFF_AT) },
    ],
    ['to be held when it is on its way', past, hold(), { type: 'PayoutAlreadyPlanned', payoutId }],
    [
      'to be held when its day is over',
      [opened(), added(owes), carriedOver('OWED_BY_SELLER', owes)],
      hold(),
      { type: 'PayoutAlreadyCutOff', payoutId },
    ],
    [
      'to be sent before it is planned',
      [opened(), added()],
      attempt(),
      { type: 'PayoutNotPlanned', payoutId },
    ],
    ['an attempt out of order', past, attempt(2), { type: 'PayoutAttemptOutOfOrder', payoutId, attempts: 0 }],
    ['silence that nobody waited for', past, silence(), { type: 'PayoutNotAttempted', payoutId }],
    ['news of what the bank never heard of', past, notice('PAID'), { type: 'PayoutNotAttempted', payoutId }],
  ] as const)('%s', (_, history, command, refusal) => {
    given(...history)
      .when(command)
      .thenRefused(refusal)
  })
})

describe('whatever the bank tells', () => {
  const words = ['PROCESSING', 'FAILED', 'PAID', 'RETURNED'] as const
  type Word = (typeof words)[number]
  const begun = [opened(), added(), planned(), attempted()] as ReadonlyArray<PayoutEvent>

  /** What is to be paid again after this event, less what has to come back. */
  const againMinor = ({ type, data }: PayoutEvent): bigint => {
    if (type === 'PayoutFailed') return data.amountMinor
    if (type === 'PayoutReturned') return data.before === 'FAILED' ? 0n : data.amountMinor
    return type === 'PayoutPaid' && data.before === 'FAILED' ? -data.amountMinor : 0n
  }
  /** What left the bank by this event. */
  const leftMinor = ({ type, data }: PayoutEvent): bigint => {
    if (type === 'PayoutPaid') return data.amountMinor
    return type === 'PayoutReturned' && data.before === 'PAID' ? -data.amountMinor : 0n
  }

  interface Reached {
    readonly state: ReturnType<typeof payout.evolve>
    readonly told: ReadonlySet<Word>
    readonly againMinor: bigint
    readonly leftMinor: bigint
  }

  test('in whatever order and however often, up to seven times: one end for one set of words, and the money is where it says', () => {
    const ends = new Map<string, string>()
    let tried = 0
    const visit = (reached: Reached, depth: number): void => {
      const { status } = reached.state
      // The end depends on what was told, never on when or how often.
      const name = [...reached.told].sort().join(' ')
      expect(ends.get(name) ?? status).toBe(status)
      ends.set(name, status)
      expect(reached.leftMinor).toBe(status === 'PAID' ? 4_768n : 0n)
      expect(reached.againMinor).toBe(status === 'FAILED' || status === 'RETURNED' ? 4_768n : 0n)
      if (depth === 7) return
      for (const word of words) {
        tried += 1
        const decision = payout.decide(notices[word], reached.state)
        if (decision._tag === 'Left') throw new Error(`refused ${word}`)
        const events = decision.right
        visit(
          {
            state: events.reduce(payout.evolve, reached.state),
            told: new Set([...reached.told, word]),
            againMinor: events.reduce((sum, event) => sum + againMinor(event), reached.againMinor),
            leftMinor: events.reduce((sum, event) => sum + leftMinor(event), reached.leftMinor),
          },
          depth + 1,
        )
      }
    }
    const notices = {
      PROCESSING: notice('PROCESSING'),
      FAILED: notice('FAILED'),
      PAID: notice('PAID'),
      RETURNED: notice('RETURNED'),
    }
    visit({ state: foldOf(payout, begun), told: new Set(), againMinor: 0n, leftMinor: 0n }, 0)
    expect(tried).toBe(4 + 4 ** 2 + 4 ** 3 + 4 ** 4 + 4 ** 5 + 4 ** 6 + 4 ** 7)
    expect(ends.size).toBe(16)
  })

  test('what is told again, or late, changes nothing', () => {
    const past = [opened(), added(), planned(), attempted()]
    given(...past, told('PayoutPaid', 'PLANNED'))
      .when(notice('PAID'))
      .thenNothing()
    given(...past, told('PayoutPaid', 'PLANNED'))
      .when(notice('FAILED'))
      .thenNothing()
    given(...past, told('PayoutReturned', 'PLANNED'))
      .when(notice('PROCESSING'))
      .thenNothing()
  })

  test('is kept in its own words', () => {
    const bank = { bankReference: 'TR-77', note: 'accepted' }
    given(opened(), added(), planned(), attempted())
      .when(notice('PROCESSING', CUT_OFF_AT, bank))
      .then(told('PayoutProcessing', 'PLANNED', bank))
  })
})

test('a history that begins in the middle is that of nothing', () => {
  expect(foldOf(payout, [added(), planned(), told('PayoutPaid', 'PLANNED')])).toEqual(payout.initialState)
})
