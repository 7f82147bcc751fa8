import { describe, expect, test } from 'vitest'
import { chanceOf } from '../../src/adapters/chance.js'
import { noFaults, simulatedBank, type BankFaults } from '../../src/adapters/bank/simulated.js'
import { memoryEventStore } from '../../src/adapters/memory/index.js'
import { system } from '../../src/adapters/system.js'
import { foldStream } from '../../src/application/loadedStream.js'
import type { PayoutProvider } from '../../src/application/payoutProvider.js'
import { payoutRunner } from '../../src/application/payoutRunner.js'
import { sellerCenter, type SellerCenterRequest } from '../../src/application/sellerCenter.js'
import { instantOf } from '../../src/domain/kernel/time.js'
import { payout } from '../../src/domain/payout/index.js'
import { CUT_OFF_AT, payoutId, period, statementEntry } from '../support/payouts.js'
import { plainTerms } from '../support/settlements.js'
import { valueOf } from '../support/spec.js'

const HOUR_MS = 3_600_000

/** A planned payout, its runner and a bank, on one clock that only goes when it is told to. */
const planned = async (
  bankOf: (now: () => ReturnType<typeof instantOf>) => ReturnType<typeof simulatedBank>,
) => {
  let nowMs = Date.parse(CUT_OFF_AT)
  const clock = { ...system, now: () => instantOf(nowMs), sleep: () => Promise.resolve() }
  const store = memoryEventStore({ system: clock })
  const center = sellerCenter({ store, system: clock })
  const bank = bankOf(clock.now)
  const execute = async (request: object) => valueOf(await center.execute(request as SellerCenterRequest))
  await execute({ type: 'AddPayoutEntry', data: { ...period, terms: plainTerms, entry: statementEntry } })
  await execute({ type: 'CutOffPayout', data: { payoutId } })
  const runnerWith = (provider: PayoutProvider) => payoutRunner({ store, center, provider, system: clock })
  const state = async () => {
    const loaded = valueOf(foldStream(payout, await store.readStream(`payout-${payoutId}`)))
    if (loaded.state.status === 'NONE') throw new Error('no payout')
    return loaded.state
  }
  return {
    bank,
    runnerWith,
    runner: runnerWith(bank),
    execute,
    state,
    eventTypes: async () => (await store.readStream(`payout-${payoutId}`)).map(({ type }) => type),
    pass: (ms: number) => {
      nowMs += ms
    },
  }
}

describe('the runner of payouts', () => {
  const calm = () => planned((now) => simulatedBank({ seed: 1, now }))

  test('stores the attempt before it tells the bank', async () => {
    const { runnerWith, bank, eventTypes } = await calm()
    const seen: Array<ReadonlyArray<string>> = []
    const runner = runnerWith({
      ...bank,
      transfer: async (transfer) => {
        seen.push(await eventTypes())
        return bank.transfer(transfer)
      },
    })
    expect(valueOf(await runner.advance(payoutId))).toMatchObject({ type: 'WAIT' })
    expect(seen.map((types) => types.at(-1))).toEqual(['PayoutAttempted'])
    expect((await eventTypes()).slice(-2)).toEqual(['PayoutAttempted', 'PayoutProcessing'])
  })

  test('asks again until the bank has paid, and then leaves it', async () => {
    const { runner, state, pass, bank } = await calm()
    for (let hours = 0; hours < 60; hours++) {
      await runner.advance(payoutId)
      pass(HOUR_MS)
    }
    expect((await state()).status).toBe('PAID')
    expect(valueOf(await runner.advance(payoutId))).toEqual({ type: 'NOTHING' })
    expect(bank.transfers()).toHaveLength(1)
  })

  test('that died between the attempt and the bank looks first, and sends again under the same key', async () => {
    const { runner, execute, pass, eventTypes, bank } = await calm()
    await execute({ type: 'RecordPayoutAttempt', data: { payoutId, attempt: 1 } })
    expect(valueOf(await runner.advance(payoutId))).toMatchObject({ type: 'WAIT' })
    expect(bank.transfers()).toEqual([])
    pass(HOUR_MS)
    await runner.advance(payoutId)
    expect((await eventTypes()).filter((type) => type === 'PayoutAttempted')).toHaveLength(2)
    expect(bank.transfers()).toMatchObject([{ key: payoutId, amountMinor: 4_768n }])
  })

  test('that comes back after the life of the key never sends: a person has to ask', async () => {
    const { runner, execute, pass, bank } = await calm()
    await execute({ type: 'RecordPayoutAttempt', data: { payoutId, attempt: 1 } })
    pass(24 * HOUR_MS)
    expect(valueOf(await runner.advance(payoutId))).toEqual({ type: 'ASK_OPERATOR' })
    expect(bank.transfers()).toEqual([])
  })

  test('two of them at once make one transfer', async () => {
    const { runner, runnerWith, bank, eventTypes } = await calm()
    await Promise.all([runner.advance(payoutId), runnerWith(bank).advance(payoutId)])
    expect(bank.transfers()).toHaveLength(1)
    expect((await eventTypes()).filter((type) => type === 'PayoutAttempted')).toHaveLength(1)
  })
})

describe('whatever the bank does', () => {
  const faults: BankFaults = {
    lostOrders: 25,
    lostAnswers: 30,
    lateOrders: 25,
    failures: 25,
    returns: 30,
    duplicates: 50,
  }

  /** Runs a payout for twelve days with a runner that may die between any two calls; gives what both sides ended with. */
  const lived = async (seed: number) => {
    const { bank, runner, runnerWith, execute, state, pass, eventTypes } = await planned((now) =>
      simulatedBank({ seed, now, faults }),
    )
    const draw = chanceOf(seed + 1_000_000)
    const dying = runnerWith({
      ...bank,
      transfer: async (transfer) => {
        if (draw(3) === 0) throw new Error('died before the bank was told')
        const answer = await bank.transfer(transfer)
        if (draw(3) === 0) throw new Error('died before the answer was stored')
        return answer
      },
    })
    let asked = false
    for (let hours = 0; hours < 24 * 12; hours++) {
      const used = draw(3) === 0 ? dying : runner
      const outcome = await used.advance(payoutId).catch(() => undefined)
      if (outcome !== undefined && valueOf(outcome).type === 'ASK_OPERATOR') asked = true
      for (const { key, status, bankReference } of bank.notices()) {
        await execute({ type: 'RecordPayoutNotice', data: { payoutId: key, status, bankReference } })
      }
      pass(HOUR_MS)
    }
    return { asked, transfers: bank.transfers(), status: (await state()).status, types: await eventTypes() }
  }

  test('no payout is made twice, and in the end both sides say the same, or a person was asked', async () => {
    const ends = new Map<string, number>()
    for (let seed = 0; seed < 60; seed++) {
      const { asked, transfers, status } = await lived(seed)
      expect(transfers.length).toBeLessThanOrEqual(1)
      const [transfer] = transfers
      if (transfer === undefined) expect([status, asked]).toEqual(['PLANNED', true])
      else expect(status).toBe(transfer.status)
      ends.set(status, (ends.get(status) ?? 0) + 1)
    }
    expect([...ends.keys()].sort()).toEqual(expect.arrayContaining(['FAILED', 'PAID', 'RETURNED']))
  })

  test('the same seed tells the same story twice', async () => {
    expect(await lived(7)).toEqual(await lived(7))
  })
})

describe('the simulated bank', () => {
  const clockAt = (startMs: number) => {
    let nowMs = startMs
    return { now: () => instantOf(nowMs), pass: (ms: number) => (nowMs += ms) }
  }
  const transfer = { key: payoutId, sellerId: 's1', amountMinor: 100n, currency: 'EUR' }

  test('makes one transfer under a key, until it forgets the key', async () => {
    const { now, pass } = clockAt(0)
    const bank = simulatedBank({ seed: 1, now, faults: noFaults })
    await bank.transfer(transfer)
    await bank.transfer(transfer)
    expect(bank.transfers()).toHaveLength(1)
    pass(24 * HOUR_MS - 1)
    await bank.transfer(transfer)
    expect(bank.transfers()).toHaveLength(1)
    pass(1)
    await bank.transfer(transfer)
    expect(bank.transfers()).toHaveLength(2)
  })

  test('makes a transfer of an order that comes late, though nobody was told', async () => {
    const { now, pass } = clockAt(0)
    const bank = simulatedBank({ seed: 1, now, faults: { ...noFaults, lateOrders: 100 } })
    expect(await bank.transfer(transfer)).toEqual({ type: 'SILENCE' })
    expect(await bank.lookUp(payoutId)).toEqual({ type: 'NOT_FOUND' })
    pass(HOUR_MS)
    expect(await bank.lookUp(payoutId)).toMatchObject({ type: 'ANSWER' })
  })

  test('tells everything of a transfer in the end, some of it twice and in the wrong order', async () => {
    const { now, pass } = clockAt(0)
    const told = { duplicates: 0, disorder: 0 }
    for (let seed = 0; seed < 30; seed++) {
      const bank = simulatedBank({ seed, now, faults: { ...noFaults, returns: 100, duplicates: 50 } })
      await bank.transfer(transfer)
      pass(400 * HOUR_MS)
      const statuses = bank.notices().map(({ status }) => status)
      expect(new Set(statuses)).toEqual(new Set(['PROCESSING', 'PAID', 'RETURNED']))
      if (statuses.length > 3) told.duplicates += 1
      if (statuses.indexOf('RETURNED') < statuses.lastIndexOf('PAID')) told.disorder += 1
      expect(bank.notices()).toEqual([])
    }
    expect(told.duplicates).toBeGreaterThan(5)
    expect(told.disorder).toBeGreaterThan(0)
  })
})
