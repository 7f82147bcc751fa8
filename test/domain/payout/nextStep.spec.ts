import { expect, test } from 'vitest'
import type { PayoutEvent } from '../../../src/domain/payout/events.js'
import { nextStep, payout } from '../../../src/domain/payout/index.js'
import {
  added,
  attempted,
  carriedOver,
  CUT_OFF_AT,
  entryJson,
  opened,
  planned,
  told,
  unknown,
} from '../../support/payouts.js'
import { foldOf, instant } from '../../support/spec.js'

/** A key lives for a day; an hour is waited for an answer. */
const habits = { keyLifeMs: 86_400_000, patienceMs: 3_600_000 }
const at = (iso: string) => instant(iso)
const NOW = at(CUT_OFF_AT)
const LATER = at('2026-03-13T07:00:00.000Z')
const DAY_AFTER = at('2026-03-14T05:00:00.000Z')

const begun = [opened(), added(), planned()]
const send = (attempt: number) => ({ type: 'SEND', attempt, amountMinor: 4_768n })
const waits = { type: 'WAIT', until: '2026-03-13T07:00:00.000Z' }
const lookUp = { type: 'LOOK_UP' }
const nothing = { type: 'NOTHING' }
const askOperator = { type: 'ASK_OPERATOR' }
const owes = entryJson('STATEMENT', 's', '-1')

test.each<readonly [string, ReadonlyArray<PayoutEvent>, typeof NOW, 'NOT_FOUND' | undefined, object]>([
  ['nothing is there: nothing', [], NOW, undefined, nothing],
  ['it still collects: nothing', [opened(), added()], NOW, undefined, nothing],
  [
    'it was carried over: nothing',
    [opened(), added(owes), carriedOver('OWED_BY_SELLER', owes)],
    NOW,
    undefined,
    nothing,
  ],
  ['it is planned: it is sent', begun, NOW, undefined, send(1)],
  ['an attempt was made just now: its answer is waited for', [...begun, attempted()], NOW, undefined, waits],
  [
    'an attempt was made an hour ago, and nothing is known: the bank is asked',
    [...begun, attempted()],
    LATER,
    undefined,
    lookUp,
  ],
  [
    'there was no answer: the bank is asked, never told again',
    [...begun, attempted(), unknown()],
    NOW,
    undefined,
    lookUp,
  ],
  [
    'the bank knows of nothing, and the key lives: it is sent again, under the same key',
    [...begun, attempted(), unknown()],
    LATER,
    'NOT_FOUND',
    send(2),
  ],
  [
    'the bank knows of nothing, and the key may not live that long: a person is asked',
    [...begun, attempted(), unknown()],
    DAY_AFTER,
    'NOT_FOUND',
    askOperator,
  ],
  [
    'a second attempt does not make the key younger',
    [...begun, attempted(), unknown(), { ...attempted(2), occurredAt: DAY_AFTER }, unknown(2)],
    DAY_AFTER,
    'NOT_FOUND',
    askOperator,
  ],
  [
    'the bank has it: it is asked how far it is',
    [...begun, attempted(), told('PayoutProcessing', 'PLANNED')],
    NOW,
    undefined,
    lookUp,
  ],
  [
    'the bank had it, and knows of nothing now: a person is asked',
    [...begun, attempted(), told('PayoutProcessing', 'PLANNED')],
    NOW,
    'NOT_FOUND',
    askOperator,
  ],
  ['it is paid: nothing', [...begun, attempted(), told('PayoutPaid', 'PLANNED')], NOW, undefined, nothing],
  [
    'it failed: nothing, another payout takes the money',
    [...begun, attempted(), told('PayoutFailed', 'PLANNED')],
    NOW,
    undefined,
    nothing,
  ],
  [
    'it came back: nothing, another payout takes the money',
    [...begun, attempted(), told('PayoutReturned', 'PLANNED')],
    NOW,
    undefined,
    nothing,
  ],
])('where %s', (_, past, now, lookedUp, step) => {
  expect(nextStep(foldOf(payout, past), now, habits, lookedUp)).toEqual(step)
})
