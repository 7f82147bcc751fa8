import { readFileSync } from 'node:fs'
import type { Item } from './work.js'

/** Orders for processes that are killed: to make them anew takes each of them longer than all that it does then. */
export const orderText = (items: ReadonlyArray<Item>): string =>
  items.map((item) => JSON.stringify(item)).join('\n')

/** From one up to another, as in the marketplace. */
export function* itemsIn(file: string, from: number, to?: number): Iterable<Item> {
  for (const line of readFileSync(file, 'utf8').split('\n').slice(from, to)) yield JSON.parse(line) as Item
}
