import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/application/audit/findings.js'
import {
  attackNames,
  attacks,
  firstChange,
  honestLog,
  renumbered,
  signedAt,
  verified,
  type Attack,
  type Log,
} from '../support/tampering.js'

const SIZE_MAX = 16
const sizes = Array.from({ length: SIZE_MAX }, (_, i) => i + 1)

/** Every attack at every place of every log of 1 to 16 events. */
const tampered = function* (attack: Attack): Generator<readonly [Log, Log, number]> {
  for (const size of sizes)
    for (let at = 0; at < size; at++) {
      const log = honestLog(size)
      const after = attacks[attack](log, at)
      if (size > 1 || !['order', 'swap'].includes(attack)) yield [log, after, at]
    }
}

const typesOf = (findings: ReadonlyArray<Finding>) => findings.map(({ type }) => type)
/** Where the first event that differs, or is missing, stood. */
const placeOf = (findings: ReadonlyArray<Finding>): number | undefined => {
  const [first] = findings
  if (first?.type === 'EventDiffers') return first.index
  return first?.type === 'LogShorter' ? first.events : undefined
}

test('honest logs are what they were, with every checkpoint on the way', async () => {
  for (let size = 0; size <= 40; size++) {
    const log = honestLog(size)
    const checkpoints = log.map((_, i) => signedAt(log.slice(0, i + 1)))
    const told = await verified(log, { kept: log, checkpoints })
    expect(told).toMatchObject({ size, checkpoints: size, findings: [], found: 0 })
  }
})

describe.each(attackNames)('%s', (attack) => {
  test('is found in what was kept, and the first event that differs is named', async () => {
    for (const [log, raw] of tampered(attack))
      for (const after of [raw, renumbered(raw)]) {
        const { findings } = await verified(after, { kept: log })
        const kept = findings.filter(({ type }) => type === 'EventDiffers' || type === 'LogShorter')
        // What is added after the last event changes none of them: appending is what a log is for.
        expect(placeOf(kept)).toBe(firstChange(log, after))
      }
  })

  test('is found by a checkpoint signed after what it changes, although the kept tree was changed with it', async () => {
    for (const [log, raw] of tampered(attack)) {
      const after = renumbered(raw)
      const change = firstChange(log, after)
      for (let signed = 1; signed <= log.length; signed++) {
        const checkpoints = [signedAt(log.slice(0, signed))]
        const { findings } = await verified(after, { kept: after, checkpoints })
        const found = findings.some(
          ({ type }) => type === 'CheckpointDiffers' || type === 'CheckpointBeyondLog',
        )
        expect(found).toBe(change !== undefined && change < signed)
      }
    }
  })

  test('is not found where nothing was signed, and all that follows from it was changed, too', async () => {
    for (const [, raw] of tampered(attack)) {
      const after = renumbered(raw)
      const told = typesOf((await verified(after, { kept: after })).findings)
      // An id that comes twice cannot be hidden, but another id can be given.
      expect(told).toEqual(attack === 'duplicate' ? ['EventIdRepeated'] : [])
    }
  })
})

describe('without kept tree and checkpoints', () => {
  test.each([
    ['payload', 'nothing'],
    ['metadata', 'nothing'],
    ['type', 'nothing'],
    ['time', 'nothing'],
    ['id', 'nothing'],
    ['stream', 'RevisionBroken'],
    ['order', 'RevisionBroken PositionBroken'],
    ['swap', 'RevisionBroken PositionBroken'],
    ['delete', 'RevisionBroken PositionBroken'],
    ['insert', 'PositionBroken'],
    ['duplicate', 'RevisionBroken EventIdRepeated PositionBroken'],
    ['truncate', 'nothing'],
  ] as const)('a clumsy %s in the middle of a stream is told as: %s', async (attack, told) => {
    const { findings } = await verified(attacks[attack](honestLog(9), 4), {})
    expect([...new Set(typesOf(findings))].join(' ') || 'nothing').toBe(told)
  })
})

describe('what no mechanism here can find', () => {
  test('a log that was cut, when the checkpoints that would tell were taken away with it', async () => {
    for (const size of sizes)
      for (let end = 1; end < size; end++) {
        const log = honestLog(size)
        const [older, newer] = [signedAt(log.slice(0, end)), signedAt(log)]
        const cut = log.slice(0, end)
        const all = await verified(cut, { kept: cut, checkpoints: [older, newer] })
        expect(typesOf(all.findings)).toEqual(['CheckpointBeyondLog'])
        const old = await verified(cut, { kept: cut, checkpoints: [older] })
        expect(old).toMatchObject({ checkpoints: 1, findings: [] })
      }
  })

  test('events since the last checkpoint, until the next one', async () => {
    for (const size of sizes)
      for (let since = 1; since < size; since++) {
        const log = honestLog(size)
        const forked = renumbered(attacks.fork(log, since))
        const [older, newer] = [signedAt(log.slice(0, since)), signedAt(log)]
        const old = await verified(forked, { kept: forked, checkpoints: [older] })
        expect(old).toMatchObject({ checkpoints: 1, findings: [] })
        const { findings } = await verified(forked, { kept: forked, checkpoints: [older, newer] })
        expect(findings).toMatchObject([{ type: 'CheckpointDiffers', size, since }])
      }
  })

  test('two logs shown to two auditors, unless they compare their checkpoints', async () => {
    for (const size of sizes)
      for (let at = 0; at < size; at++) {
        const log = honestLog(size)
        const other = renumbered(attacks.fork(log, at))
        const [mine, theirs] = [signedAt(log), signedAt(other)]
        expect((await verified(log, { kept: log, checkpoints: [mine] })).findings).toEqual([])
        expect((await verified(other, { kept: other, checkpoints: [theirs] })).findings).toEqual([])
        const compared = await verified(log, { kept: log, checkpoints: [theirs] })
        expect(typesOf(compared.findings)).toEqual(['CheckpointDiffers'])
      }
  })
})
