import type { Request, Response, Router } from 'express'
import type * as t from 'io-ts'
import { isLeft, left, right, type Either } from '../fp.js'
import type { Json } from '../domain/kernel/message.js'
import { parametersOf, type Given } from './parameters.js'
import { sendProblem, type Problem, type ProblemKind } from './problem.js'

export type Answer =
  | {
      readonly body: Json
      /** Cursor of the next page of a list; absent on the last one. */
      readonly next?: string
    }
  /** A table, as RFC 4180 has it. */
  | { readonly csv: string }

export interface Asked<P extends t.Props> {
  /** The `:id` of the path, percent-decoded; empty where the path has none. Any text: queries know none by a wrong one. */
  readonly id: string
  readonly query: Given<P>
  /** Which of these the caller would rather have; of equal ones the first. */
  readonly preferred: <F extends string>(formats: ReadonlyArray<F>) => F | undefined
}

/** The same resource and the same parameters, from the cursor on. Without a host: proxies change it. */
const nextUrl = (request: Request, cursor: string): string => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query)) {
    if (name !== 'cursor' && typeof value === 'string') query.append(name, value)
  }
  query.append('cursor', cursor)
  return `${request.baseUrl}${request.path}?${query.toString()}`
}

const send = (request: Request, response: Response, answer: Either<Problem, Answer>): void => {
  if (isLeft(answer)) {
    sendProblem(response, answer.left)
    return
  }
  if ('csv' in answer.right) {
    response.type('text/csv; charset=utf-8; header=present').send(answer.right.csv)
    return
  }
  const { body, next } = answer.right
  if (next !== undefined) response.links({ next: nextUrl(request, next) })
  response.json(body)
}

/** What comes before the answer, such as waiting; its problem is the answer. `also`: the parameters that it reads. */
export interface Before {
  readonly also: t.Props
  readonly run: (request: Request, response: Response) => Promise<Either<Problem, undefined>>
}

const nothingBefore: Before = { also: {}, run: () => Promise.resolve(right(undefined)) }

/** A resource that is read: its path, its query parameters, and how it is answered once they are known to be right. */
export const get = <P extends t.Props>(
  router: Router,
  path: string,
  parameters: P,
  answer: (asked: Asked<P>) => Promise<Either<Problem, Answer>>,
  before: Before = nothingBefore,
): void => {
  const read = parametersOf(parameters, before.also)
  router.get(path, async (request, response) => {
    const query = read(request.query)
    if (isLeft(query)) {
      send(request, response, query)
      return
    }
    const ready = await before.run(request, response)
    if (isLeft(ready)) {
      send(request, response, ready)
      return
    }
    const { id } = request.params
    const asked = {
      id: typeof id === 'string' ? id : '',
      query: query.right,
      preferred: <F extends string>(formats: ReadonlyArray<F>): F | undefined => {
        response.vary('Accept')
        const accepted = request.accepts([...formats])
        return formats.find((format) => format === accepted)
      },
    }
    send(request, response, await answer(asked))
  })
}

/** What was found as an answer; nothing as the problem of this kind. */
export const found = <A>(
  view: A | undefined,
  missing: ProblemKind,
  bodyOf: (view: A) => Answer,
): Either<Problem, Answer> =>
  view === undefined
    ? left({ kind: missing, detail: 'It does not exist, or is not in the read models yet.' })
    : right(bodyOf(view))
