import * as t from 'io-ts'
import { isLeft } from '../../fp.js'
import { reading, readOf, UNREADABLE, type Read } from './reading.js'

/** What is wrong with one field: an RFC 6901 pointer from the root of the message, and the rule it breaks. */
export interface Issue {
  readonly pointer: string
  readonly rule: string
}

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** io-ts errors as issues that name the field and the rule, one per field. */
export const issuesOf = (errors: t.Errors): ReadonlyArray<Issue> => {
  const issues = new Map<string, Issue>()
  for (const error of errors) {
    const pointer = error.context
      .slice(1)
      .map(({ key }) => `/${escaped(key)}`)
      .join('')
    const rule = error.message ?? `must be ${error.context.at(-1)?.type.name ?? 'valid'}`
    if (!issues.has(pointer)) issues.set(pointer, { pointer, rule })
  }
  return [...issues.values()]
}

/** What JSON calls an object. Instances of classes are none: they have no canonical form. */
const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> => {
  if (typeof u !== 'object' || u === null) return false
  const prototype: unknown = Object.getPrototypeOf(u)
  return prototype === Object.prototype || prototype === null
}

type Required<P extends t.Props> = { readonly [K in keyof P]: t.TypeOf<P[K]> }
type Optional<Q extends t.Props> = { readonly [K in keyof Q]?: t.TypeOf<Q[K]> }
type RequiredJson<P extends t.Props> = { readonly [K in keyof P]: t.OutputOf<P[K]> }
type OptionalJson<Q extends t.Props> = { readonly [K in keyof Q]?: t.OutputOf<Q[K]> }

interface Field {
  readonly codec: t.Mixed
  readonly read: Read
  readonly isRequired: boolean
}

/**
 * An object with exactly these fields: a missing, an extra or a `__proto__` one is refused, never dropped, so that what
 * is stored is what was meant. Fields of `optional` may be absent, never `undefined`.
 */
export const closed = <P extends t.Props, Q extends t.Props>(
  name: string,
  required: P,
  optional: Q,
): t.Type<Required<P> & Optional<Q>, RequiredJson<P> & OptionalJson<Q>> => {
  type Whole = Required<P> & Optional<Q>
  const always = t.strict(required)
  const sometimes = t.exact(t.partial(optional))
  const fieldsOf = (props: t.Props, isRequired: boolean): ReadonlyArray<readonly [string, Field]> =>
    Object.entries(props).map(([key, codec]) => [key, { codec, read: readOf(codec), isRequired }])
  const fields = new Map<string, Field>([...fieldsOf(optional, false), ...fieldsOf(required, true)])
  const wanted = Object.keys(required)
  const isComplete = (u: object): boolean => wanted.every((key) => Object.hasOwn(u, key))

  /** What is wrong with its keys alone. */
  const strangers = (u: object, context: t.Context): t.Errors => {
    const errors: t.Errors = []
    const at = (key: string): t.Context => [...context, { key, type: t.never }]
    for (const [key, value] of Object.entries(u)) {
      if (!fields.has(key)) errors.push(problem(u, at(key), 'is not a known field'))
      else if (value === undefined) errors.push(problem(u, at(key), 'must not be undefined'))
    }
    for (const key of wanted) if (!Object.hasOwn(u, key)) errors.push(problem(u, at(key), 'is required'))
    return errors
  }

  /** All that is wrong with an object that cannot be read. */
  const faults = (u: object, context: t.Context): t.Errors => {
    const strange = strangers(u, context)
    if (strange.length > 0) return strange
    return Object.entries(u).flatMap(([key, actual]): t.Errors => {
      const type = fields.get(key)?.codec ?? t.never
      const field = type.validate(actual, [...context, { key, type, actual }])
      return isLeft(field) ? field.left : []
    })
  }

  const isWhole = (u: unknown): u is Whole =>
    isRecord(u) &&
    isComplete(u) &&
    Object.entries(u).every(
      ([key, value]) => value !== undefined && fields.get(key)?.codec.is(value) === true,
    )

  /** A copy, in which only what JSON writes otherwise is put in place: it keeps the form that all its like have. */
  const read = (u: unknown): unknown => {
    if (!isRecord(u)) return UNREADABLE
    const whole: Record<string, unknown> = { ...u }
    let missing = wanted.length
    for (const key of Object.keys(u)) {
      const field = fields.get(key)
      const value = u[key]
      if (field === undefined || value === undefined) return UNREADABLE
      const known = field.read(value)
      if (known === UNREADABLE) return UNREADABLE
      if (known !== value) whole[key] = known
      if (field.isRequired) missing -= 1
    }
    return missing === 0 ? whole : UNREADABLE
  }
  // Each field was read by its codec, and none is missing.
  const isRead = (whole: unknown): whole is Whole => whole !== UNREADABLE

  return reading(
    new t.Type<Whole, RequiredJson<P> & OptionalJson<Q>>(
      name,
      isWhole,
      (u, context) => {
        const whole = read(u)
        if (isRead(whole)) return t.success(whole)
        return isRecord(u) ? t.failures(faults(u, context)) : t.failure(u, context, 'must be a plain object')
      },
      (whole) => ({ ...always.encode(whole), ...sometimes.encode(whole) }),
    ),
    read,
  )
}

const problem = (value: unknown, context: t.Context, message: string): t.ValidationError => ({
  value,
  context,
  message,
})

/** A primitive whose JSON form is itself: `rule` says in words what `holds` checks. */
export const refined = <A>(name: string, rule: string, holds: (u: unknown) => u is A): t.Type<A> =>
  reading(
    new t.Type<A>(name, holds, (u, c) => (holds(u) ? t.success(u) : t.failure(u, c, rule)), t.identity),
    (u) => (holds(u) ? u : UNREADABLE),
  )

/** Text of one form: `pattern` is anchored, `rule` says it in words. */
export const matching = (name: string, pattern: RegExp, rule: string): t.Type<string> =>
  refined(name, rule, (u): u is string => typeof u === 'string' && pattern.test(u))

/** Well-formed Unicode without NUL (Postgres text cannot hold it), `min` to `max` UTF-16 units long. */
export const text = (min: number, max: number): t.Type<string> =>
  refined(
    `Text${min}to${max}`,
    `must be text of ${min} to ${max} characters, without NUL or lone surrogates`,
    (u): u is string =>
      typeof u === 'string' && u.length >= min && u.length <= max && !/[\0\p{Surrogate}]/u.test(u),
  )

/** A safe integer within the bounds, both included. JSON's -0 is refused: its canonical form would be another value. */
export const integer = (min: number, max: number): t.Type<number> =>
  refined(
    `Integer${min}to${max}`,
    `must be an integer from ${min} to ${max}`,
    (u): u is number =>
      typeof u === 'number' && Number.isSafeInteger(u) && !Object.is(u, -0) && u >= min && u <= max,
  )

/** One of these words. */
export const oneOf = <W extends string>(name: string, words: ReadonlyArray<W>): t.Type<W> => {
  const known: ReadonlySet<string> = new Set(words)
  return refined(
    name,
    `must be one of ${words.join(', ')}`,
    (u): u is W => typeof u === 'string' && known.has(u),
  )
}

/** A list of `min` to `max` items. */
export const listOf = <A, O>(
  item: t.Type<A, O>,
  min: number,
  max: number,
): t.Type<ReadonlyArray<A>, ReadonlyArray<O>> => {
  const items = t.readonlyArray(item)
  const readItem = readOf(item)
  const fits = (list: ReadonlyArray<unknown>): boolean => list.length >= min && list.length <= max
  const read = (u: unknown): unknown => {
    if (!Array.isArray(u) || !fits(u)) return UNREADABLE
    const list: Array<unknown> = []
    for (const each of u) {
      const known = readItem(each)
      if (known === UNREADABLE) return UNREADABLE
      list.push(known)
    }
    return list
  }
  // Each item was read by its codec.
  const isRead = (list: unknown): list is ReadonlyArray<A> => list !== UNREADABLE
  return reading(
    new t.Type<ReadonlyArray<A>, ReadonlyArray<O>, unknown>(
      `ListOf${item.name}`,
      (u): u is ReadonlyArray<A> => items.is(u) && fits(u),
      (u, c) => {
        const list = read(u)
        if (isRead(list)) return t.success(list)
        if (!Array.isArray(u)) return t.failure(u, c, 'must be a list')
        return fits(u) ? items.validate(u, c) : t.failure(u, c, `must have ${min} to ${max} items`)
      },
      (list) => list.map((a) => item.encode(a)),
    ),
    read,
  )
}
