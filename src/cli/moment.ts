import { InvalidArgumentError } from '@commander-js/extra-typings'
import { instantOf, type Instant } from '../domain/kernel/time.js'

const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/

/** A day, which is its beginning, or an instant; in UTC. */
export const moment = (text: string): Instant => {
  const epochMs = Date.parse(text)
  if (!MOMENT.test(text) || Number.isNaN(epochMs))
    throw new InvalidArgumentError('It must be a day or an instant in UTC, such as 2018-12-31T06:00Z.')
  return instantOf(epochMs)
}
