import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Express } from 'express'
import supertest from 'supertest'
import { expect } from 'vitest'
import { openapi } from '../../src/http/index.js'

interface Answered {
  readonly content?: Content
  readonly headers?: Readonly<Record<string, { readonly schema: { readonly pattern?: string } }>>
}
type Content = Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>
interface Described {
  readonly responses: Readonly<Partial<Record<string, Answered>>>
}
interface Document {
  readonly paths: Readonly<Record<string, { readonly get: Described }>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

export const document = openapi as unknown as Document

// `#/components/schemas/…` as ajv finds it in a schema that holds all of them.
const inDefs = (json: unknown): unknown =>
  JSON.parse(JSON.stringify(json).replaceAll('#/components/schemas/', '#/$defs/'))

const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { 'date-time': true, date: true } })
const $defs = inDefs(document.components.schemas)
const validators = new Map<string, ReturnType<typeof ajv.compile>>()
const validatorOf = ($ref: string) => {
  const known =
    validators.get($ref) ??
    ajv.compile({ $defs, $ref: $ref.replace('#/components/schemas/', '#/$defs/') } as object)
  validators.set($ref, known)
  return known
}

const templates = Object.keys(document.paths).map((path) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace('{id}', '[^/]+')}/?$`),
}))

/** The documented path of a URL; one without `{id}` comes before one with it. */
const templateOf = (url: string): string | undefined => {
  const [path = ''] = url.split('?')
  const fitting = templates.filter(({ pattern }) => pattern.test(path)).map((template) => template.path)
  return fitting.toSorted((a, b) => Number(a.includes('{')) - Number(b.includes('{')))[0]
}

const unknownRoute: Described['responses'] = {
  404: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
}

/** The answer is one that the description has for this path, status and type, with no field that it does not name. */
const expectDescribed = (url: string, response: supertest.Response): void => {
  const { status, type, body } = response
  const template = templateOf(url)
  const described = template === undefined ? unknownRoute : document.paths[template]?.get.responses
  const { content, headers } = described?.[status.toString()] ?? {}
  const pattern = headers?.['Comptoir-Position']?.schema.pattern
  const position = response.get('Comptoir-Position')
  if (pattern === undefined) expect(position, `${url}: Comptoir-Position`).toBeUndefined()
  else expect(position, `${url}: Comptoir-Position`).toMatch(new RegExp(pattern))
  if (status === 304) return
  if (content === undefined) throw new Error(`${status} for ${url} is not described: ${JSON.stringify(body)}`)
  const schema = content[type]?.schema
  if (schema === undefined) throw new Error(`${type} with ${status} for ${url} is not described`)
  if (schema.$ref === undefined) return
  const validate = validatorOf(schema.$ref)
  void validate(body)
  expect(validate.errors ?? [], `${url}: ${JSON.stringify(body)}`).toEqual([])
}

/** Asks the app, and checks every answer against the description of the API. */
export const apiOf = (app: Express) => ({
  get: async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<supertest.Response> => {
    const response = await supertest(app).get(url).set(headers)
    expectDescribed(url, response)
    return response
  },
})
export type Api = ReturnType<typeof apiOf>

/** Where the Link header says that the list goes on. */
export const nextOf = (response: supertest.Response): string | undefined =>
  /^<([^>]+)>; rel="next"$/.exec(response.get('Link') ?? '')?.[1]
