/**
 * Rows of numbers outside the heap: hundreds of thousands of them cost their bytes and no more, and no garbage collector
 * has to look through them.
 */
export interface NumberRows<K extends string> {
  readonly length: () => number
  /** Gives the index of the row. */
  readonly push: (row: Readonly<Record<K, number>>) => number
  readonly at: (index: number) => Readonly<Record<K, number>>
  readonly value: (index: number, column: K) => number
}

const ROWS_FIRST = 1_024

export const numberRows = <K extends string>(...columns: ReadonlyArray<K>): NumberRows<K> => {
  const width = columns.length
  let values = new Float64Array(width * ROWS_FIRST)
  let length = 0
  return {
    length: () => length,
    push: (row) => {
      if ((length + 1) * width > values.length) {
        const more = new Float64Array(values.length * 2)
        more.set(values)
        values = more
      }
      let at = length * width
      for (const column of columns) values[at++] = row[column]
      return length++
    },
    at: (index) => {
      const row: Partial<Record<K, number>> = {}
      let at = index * width
      for (const column of columns) row[column] = values[at++] ?? NaN
      return row as Record<K, number>
    },
    value: (index, column) => values[index * width + columns.indexOf(column)] ?? NaN,
  }
}

/** Texts of ASCII characters, one after the other in one block of bytes. */
export const texts = () => {
  const ends = numberRows('end')
  let bytes = Buffer.alloc(65_536)
  let length = 0
  return {
    push: (text: string): number => {
      if (length + text.length > bytes.length) {
        const more = Buffer.alloc(Math.max(bytes.length * 2, length + text.length))
        bytes.copy(more)
        bytes = more
      }
      length += bytes.write(text, length, 'latin1')
      return ends.push({ end: length })
    },
    at: (index: number): string =>
      bytes.toString('latin1', index === 0 ? 0 : ends.value(index - 1, 'end'), ends.value(index, 'end')),
  }
}

/** Each word once, and a number for it. */
export const words = () => {
  const numbers = new Map<string, number>()
  const list: Array<string> = []
  return {
    numberOf: (word: string): number => {
      const known = numbers.get(word)
      if (known !== undefined) return known
      numbers.set(word, list.length)
      return list.push(word) - 1
    },
    at: (number: number): string => list[number] ?? '',
  }
}

/** The rows of each owner, sorted and without repetitions. */
export type Groups = (owner: number) => ReadonlyArray<number>

/**
 * Groups rows by their owner, a number below `owners`. `compare` sorts those of one owner by their key; of several that
 * have the same, the first stays and the others are told to `onRepeated`.
 */
export const groupsOf = (
  ownerOf: (row: number) => number,
  { rows, owners }: { readonly rows: number; readonly owners: number },
  compare: (a: number, b: number) => number,
  onRepeated: (row: number, first: number) => void,
): Groups => {
  const starts = new Uint32Array(owners + 1)
  for (let row = 0; row < rows; row++) starts[ownerOf(row) + 1] = (starts[ownerOf(row) + 1] ?? 0) + 1
  for (let owner = 0; owner < owners; owner++)
    starts[owner + 1] = (starts[owner + 1] ?? 0) + (starts[owner] ?? 0)
  const ends = starts.slice(0, owners)
  const members = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) {
    const end = ends[ownerOf(row)] ?? 0
    members[end] = row
    ends[ownerOf(row)] = end + 1
  }
  for (let owner = 0; owner < owners; owner++) {
    const start = starts[owner] ?? 0
    const group = members.subarray(start, ends[owner])
    if (group.length < 2) continue
    group.sort(compare)
    let kept = 0
    for (const row of [...group]) {
      const last = group[kept - 1]
      if (last !== undefined && compare(last, row) === 0) onRepeated(row, last)
      else group[kept++] = row
    }
    ends[owner] = start + kept
  }
  return (owner) => [...members.subarray(starts[owner], ends[owner])]
}
