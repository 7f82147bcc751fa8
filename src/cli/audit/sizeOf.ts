import { InvalidArgumentError } from '@commander-js/extra-typings'

/** How many events a log had when it was signed. */
export const sizeOf = (text: string): number => {
  const size = Number(text)
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a number of events.')
  return size
}
