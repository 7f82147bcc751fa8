/** A spoilt message, what was done to it, and the RFC 6901 pointer of the field that a refusal must name. */
export interface Hostile {
  readonly what: string
  readonly json: unknown
  readonly pointer: string
}

const KIB_64 = 65_536
const NESTED = 10_000

/** As they come out of `JSON.parse`: 2^53 + 1 and 1e400 are then no longer what was written. */
const anywhere: ReadonlyArray<unknown> = [
  null,
  JSON.parse('9007199254740993'),
  JSON.parse('1e400'),
  JSON.parse('-0'),
  JSON.parse('1.5'),
  '',
  '\u0000',
  'nul \u0000 inside',
  '\ud800',
  'half \udfff a pair',
  'x'.repeat(KIB_64),
  JSON.parse('['.repeat(NESTED) + ']'.repeat(NESTED)),
  JSON.parse('{"__proto__":{"polluted":true}}'),
  [[]],
]
/** For whatever is a number, an amount, a time or a yes or no. */
const instead: ReadonlyArray<unknown> = [
  'NaN',
  'Infinity',
  '1e3',
  '0x10',
  ' 1',
  '+1',
  '-0',
  '00',
  '1.0',
  '١',
  true,
]

const foreignKeys = ['extra', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a/b~c', '\ud800', '']

const escaped = (key: string | number): string =>
  `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

const isBranch = (json: unknown): json is Record<string, unknown> => typeof json === 'object' && json !== null

/** An own property, also when it is called `__proto__`. */
const put = (target: object, key: string | number, value: unknown): void => {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

/** Every branch and leaf below the root, with how to come there. */
const partsOf = (json: unknown, pointer = '', path: ReadonlyArray<string> = []): ReadonlyArray<Part> =>
  isBranch(json)
    ? Object.entries(json).flatMap(([key, value]) => {
        const part = { pointer: pointer + escaped(key), path: [...path, key], value }
        return [part, ...partsOf(value, part.pointer, part.path)]
      })
    : []

interface Part {
  readonly pointer: string
  readonly path: ReadonlyArray<string>
  readonly value: unknown
}

/** A copy that shares with the original whatever is not on the way to the spoilt part. */
const spoilt = (json: unknown, path: ReadonlyArray<string>, spoil: (parent: object, key: string) => void) => {
  const [key, ...rest] = path
  if (!isBranch(json) || key === undefined) throw new Error(`no such part: ${path.join('/')}`)
  const copy: Record<string, unknown> | ReadonlyArray<unknown> = Array.isArray(json) ? [...json] : { ...json }
  if (rest.length === 0) spoil(copy, key)
  else put(copy, key, spoilt(json[key], rest, spoil))
  return copy
}

const told = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value).slice(0, 40)
  return isBranch(value) ? 'a branch' : String(value)
}

const insteadOf = ({ pointer, value }: Part): ReadonlyArray<unknown> => {
  if (typeof value === 'boolean') return instead.filter((other) => other !== true)
  return typeof value === 'number' || /(?:Minor|[aA]t)$/.test(pointer) ? instead : []
}

/** The message with one part replaced by something that no field may hold. */
export const replaced = (json: unknown): ReadonlyArray<Hostile> =>
  partsOf(json).flatMap((part) => {
    const { pointer, path, value } = part
    return [...anywhere, ...insteadOf(part), swapped(value)].map((other) => ({
      what: `${pointer} is ${told(other)}`,
      json: spoilt(json, path, (parent, key) => put(parent, key, other)),
      pointer,
    }))
  })

/** The message with one of its lists empty. */
export const emptied = (json: unknown): ReadonlyArray<Hostile> =>
  listsOf(json).map(({ pointer, path }) => ({
    what: `${pointer} is empty`,
    json: spoilt(json, path, (parent, key) => put(parent, key, [])),
    pointer,
  }))

/** The message with one of its lists far too long. */
export const prolonged = (json: unknown): ReadonlyArray<Hostile> =>
  listsOf(json).map(({ pointer, path, value }) => ({
    what: `${pointer} is long`,
    json: spoilt(json, path, (parent, key) => put(parent, key, new Array<unknown>(100_001).fill(value[0]))),
    pointer,
  }))

const listsOf = (json: unknown) =>
  partsOf(json).flatMap(({ value, ...part }) =>
    Array.isArray(value) ? [{ ...part, value: value as ReadonlyArray<unknown> }] : [],
  )

/** A list as an object of the same keys, an object as a list of its values, a text alone in a list. */
const swapped = (value: unknown): unknown => {
  if (Array.isArray(value)) return Object.fromEntries([...Object.entries(value), ['length', value.length]])
  return isBranch(value) ? Object.values(value) : [value]
}

/** The message with one field more. */
export const extended = (json: unknown): ReadonlyArray<Hostile> =>
  [{ pointer: '', path: [], value: json }, ...partsOf(json)]
    .filter(({ value }) => isBranch(value) && !Array.isArray(value))
    .flatMap(({ pointer, path }) =>
      foreignKeys.map((key) => ({
        what: `${pointer} has ${JSON.stringify(key)}`,
        json: spoilt(json, [...path, key], (parent) => put(parent, key, { polluted: true })),
        pointer: pointer + escaped(key),
      })),
    )

/** The message with one field less. */
export const shortened = (json: unknown): ReadonlyArray<Hostile> =>
  partsOf(json)
    .filter(({ path }) => !/^\d+$/.test(path.at(-1) ?? ''))
    .map(({ pointer, path }) => ({
      what: `${pointer} is missing`,
      json: spoilt(json, path, (parent, key) => Reflect.deleteProperty(parent, key)),
      pointer,
    }))

/** Not even a message. */
export const rootless: ReadonlyArray<Hostile> = [
  ...anywhere.filter((value) => !isBranch(value)),
  undefined,
  true,
  [],
  [{}],
  7,
].map((json) => ({ what: `it is ${told(json)}`, json, pointer: '' }))
