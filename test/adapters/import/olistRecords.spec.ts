import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recordJoiner, type Piece } from '../../../src/adapters/import/olist/records.js'

const joined = (lines: ReadonlyArray<string>, isRow: (text: string) => boolean): ReadonlyArray<Piece> => {
  const joiner = recordJoiner(1, isRow)
  return [...lines.map((line) => joiner.push([line])), joiner.end()].flat()
}

describe('lines joined into records', () => {
  test('are one record each where no field goes over the end of its line', () => {
    const lines = ['a,b', '"a","b"', '"a ""b""",c']
    expect(joined(lines, () => false)).toEqual(lines.map((text, i) => ({ line: i + 1, text })))
  })

  test('are one record together where a field ends on a later line', () => {
    expect(joined(['1,"a', '', 'b",2', '3'], () => true)).toEqual([
      { line: 1, text: '1,"a\n\nb",2' },
      { line: 4, text: '3' },
    ])
  })

  test('lose only the one that opens a field for nothing', () => {
    expect(joined(['1,"a', '2', '3,"b"', '4"', '5'], () => false)).toEqual([
      {
        line: 1,
        text: '1,"a',
        broken: expect.stringContaining('closed on line 4 in the midst of another row'),
      },
      { line: 2, text: '2' },
      { line: 3, text: '3,"b"' },
      { line: 4, text: '4"', broken: expect.stringContaining('never closed') },
      { line: 5, text: '5' },
    ])
  })

  test('are not looked through without end for the end of a field', () => {
    const lines = ['1,"a', ...Array.from({ length: 150 }, (_, i) => `${i + 2}`), '152"']
    const pieces = joined(lines, () => true)
    expect(pieces).toHaveLength(152)
    expect(pieces[0]).toMatchObject({
      line: 1,
      broken: expect.stringContaining('not closed within 100 lines'),
    })
    expect(pieces.filter(({ broken }) => broken !== undefined).map(({ line }) => line)).toEqual([1, 152])
  })

  test('are missed where they are blank, but not at the end', () => {
    expect(joined(['1', '', '2', '', ''], () => true)).toEqual([
      { line: 1, text: '1' },
      { line: 2, text: '', broken: 'is a blank line' },
      { line: 3, text: '2' },
    ])
  })

  test('are all there, each once and in order, whatever is in them and however they come', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ',', '"'), minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 130 }), fc.boolean(), fc.nat(130), (lines, isRow, split) => {
        const joiner = recordJoiner(1, () => isRow)
        const parts = [lines.slice(0, split), lines.slice(split)]
        const pieces = [...parts.map((part) => joiner.push(part)), joiner.end()].flat()
        expect(pieces.flatMap(({ text }) => text.split('\n'))).toEqual(lines)
        let next = 1
        for (const { line: at, text } of pieces) {
          expect(at).toBe(next)
          next += text.split('\n').length
        }
      }),
    )
  })
})
