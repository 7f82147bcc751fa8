import * as t from 'io-ts'
import { isLeft } from '../../fp.js'

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
  const codecs: ReadonlyMap<string, t.Mixed> = new Map([
    ...Object.entries(optional),
    ...Object.entries(required),
  ])
  const wanted = Object.keys(required)
  const isComplete = (fields: object): boolean => wanted.every((key) => Object.hasOwn(fields, key))
  // Once each field has been read by its codec, all that can be missing is a field.
  const isRead = (fields: object): fields is Whole => isComplete(fields)

  /** What is wrong with its keys alone. */
  const strangers = (u: object, context: t.Context): t.Errors => {
    const errors: t.Errors = []
    const at = (key: string): t.Context => [...context, { key, type: t.never }]
    for (const [key, value] of Object.entries(u)) {
      if (!codecs.has(key)) errors.push(problem(u, at(key), 'is not a known field'))
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
      const type = codecs.get(key) ?? t.never
      const field = type.validate(actual, [...context, { key, type, actual }])
      return isLeft(field) ? field.left : []
    })
  }

  const isWhole = (u: unknown): u is Whole =>
    isRecord(u) &&
    isComplete(u) &&
    Object.entries(u).every(([key, value]) => value !== undefined && codecs.get(key)?.is(value) === true)

  return new t.Type<Whole, RequiredJson<P> & OptionalJson<Q>>(
    name,
    isWhole,
    (u, context) => {
      if (!isRecord(u)) return t.failure(u, context, 'must be a plain object')
      const read: Record<string, unknown> = {}
      for (const key of Object.keys(u)) {
        const value = u[key]
        // Nearly nothing is ever wrong: where each field stands is told by reading once more what is.
        const field = codecs.get(key)?.validate(value, context)
        if (field === undefined || value === undefined || isLeft(field)) return t.failures(faults(u, context))
        read[key] = field.right
      }
      return isRead(read) ? t.success(read) : t.failures(faults(u, context))
    },
    (whole) => ({ ...always.encode(whole), ...sometimes.encode(whole) }),
  )
}

const problem = (value: unknown, context: t.Context, message: string): t.ValidationError => ({
  value,
  context,
  message,
})

/** A primitive whose JSON form is itself: `rule` says in words what `holds` checks. */
export const refined = <A>(name: string, rule: string, holds: (u: unknown) => u is A): t.Type<A> =>
  new t.Type<A>(name, holds, (u, c) => (holds(u) ? t.success(u) : t.failure(u, c, rule)), t.identity)

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
  const fits = (list: ReadonlyArray<unknown>): boolean => list.length >= min && list.length <= max
  return new t.Type<ReadonlyArray<A>, ReadonlyArray<O>, unknown>(
    `ListOf${item.name}`,
    (u): u is ReadonlyArray<A> => items.is(u) && fits(u),
    (u, c) => {
      if (!Array.isArray(u)) return t.failure(u, c, 'must be a list')
      if (!fits(u)) return t.failure(u, c, `must have ${min} to ${max} items`)
      const read: Array<A> = []
      for (const each of u) {
        const valid = item.validate(each, c)
        if (isLeft(valid)) return items.validate(u, c)
        read.push(valid.right)
      }
      return t.success(read)
    },
    (list) => list.map((a) => item.encode(a)),
  )
}
