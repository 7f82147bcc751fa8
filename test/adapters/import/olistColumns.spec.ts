import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupsOf, numberRows, texts, words } from '../../../src/adapters/import/olist/columns.js'

describe('rows in little room', () => {
  test('keep their numbers, however many there are', () => {
    const rows = numberRows('line', 'atMs')
    for (let i = 0; i < 5_000; i++) expect(rows.push({ line: i, atMs: i % 7 === 0 ? NaN : -i * 1e9 })).toBe(i)
    expect(rows.length()).toBe(5_000)
    for (let i = 0; i < 5_000; i++) {
      expect(rows.at(i)).toEqual({ line: i, atMs: i % 7 === 0 ? NaN : -i * 1e9 })
      expect(rows.value(i, 'line')).toBe(i)
    }
  })

  test('keep their texts, however long they are together', () => {
    const kept = texts()
    const textOf = (i: number): string => `${i}`.repeat(i % 30)
    for (let i = 0; i < 20_000; i++) kept.push(textOf(i))
    for (let i = 0; i < 20_000; i += 97) expect(kept.at(i)).toBe(textOf(i))
    expect(kept.at(19_999)).toBe(textOf(19_999))
  })

  test('keep one text that is longer than all before', () => {
    const kept = texts()
    kept.push('a')
    kept.push('b'.repeat(1_000_000))
    expect([kept.at(0), kept.at(1).length]).toEqual(['a', 1_000_000])
  })

  test('keep each word once', () => {
    const known = words()
    expect(['card', 'voucher', 'card'].map(known.numberOf)).toEqual([0, 1, 0])
    expect(known.at(1)).toBe('voucher')
  })

  test('are grouped by owner, sorted by key, the first of each key alone', () => {
    const row = fc.record({ owner: fc.nat(4), key: fc.nat(5) })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const ownerOf = (i: number): number => rows[i]?.owner ?? -1
        const keyOf = (i: number): number => rows[i]?.key ?? -1
        const repeated: Array<readonly [number, number]> = []
        const groups = groupsOf(
          ownerOf,
          { rows: rows.length, owners: 5 },
          (a, b) => keyOf(a) - keyOf(b),
          (again, first) => repeated.push([again, first]),
        )
        const firstOf = (i: number): number =>
          rows.findIndex(({ owner, key }) => owner === ownerOf(i) && key === keyOf(i))
        const all = rows.map((_, i) => i)
        for (let owner = 0; owner < 5; owner++) {
          const expected = all
            .filter((i) => ownerOf(i) === owner && firstOf(i) === i)
            .sort((a, b) => keyOf(a) - keyOf(b))
          expect(groups(owner)).toEqual(expected)
        }
        const again = all.filter((i) => firstOf(i) !== i).map((i) => [i, firstOf(i)])
        expect(repeated.toSorted(([a], [b]) => a - b)).toEqual(again)
      }),
    )
  })
})
