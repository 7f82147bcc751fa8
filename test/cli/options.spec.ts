import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InvalidArgumentError } from '@commander-js/extra-typings'
import { afterAll, describe, expect, it } from 'vitest'
import { UsageError } from '../../src/cli/failure.js'
import { clockSpeed, databaseChoice } from '../../src/cli/options.js'

const url = 'postgres://127.0.0.1/shop'
const project = mkdtempSync(join(tmpdir(), 'comptoir-options-'))
const folder = join(project, 'deep', 'down')
mkdirSync(folder, { recursive: true })
writeFileSync(join(project, 'package.json'), '{}')
afterAll(() => rmSync(project, { recursive: true }))

type Given = { readonly [option in 'data' | 'databaseUrl']?: readonly [value: string, source: 'cli' | 'env'] }

const choice = (given: Given) =>
  databaseChoice(
    { schema: 'comptoir', data: given.data?.[0], databaseUrl: given.databaseUrl?.[0] },
    (option) => given[option]?.[1],
    folder,
  )

describe('the choice of a database', () => {
  it.each<readonly [string, Given, { dataDir: string; url: string | undefined }]>([
    ['the embedded one of the project', {}, { dataDir: join(project, '.comptoir'), url: undefined }],
    ['the embedded one in --data', { data: ['x', 'cli'] }, { dataDir: join(folder, 'x'), url: undefined }],
    ['that of --database-url', { databaseUrl: [url, 'cli'] }, { dataDir: join(project, '.comptoir'), url }],
    [
      'that of --database-url, with the key in --data',
      { databaseUrl: [url, 'cli'], data: ['/k', 'cli'] },
      { dataDir: '/k', url },
    ],
    ['that of the environment', { databaseUrl: [url, 'env'], data: ['/k', 'env'] }, { dataDir: '/k', url }],
    [
      'the flag before the environment',
      { databaseUrl: [url, 'env'], data: ['/d', 'cli'] },
      { dataDir: '/d', url: undefined },
    ],
    [
      'nothing for an empty variable',
      { databaseUrl: ['', 'env'], data: ['', 'env'] },
      { dataDir: join(project, '.comptoir'), url: undefined },
    ],
  ])('is %s', (_, given, expected) => {
    expect(choice(given)).toEqual({ ...expected, schema: 'comptoir' })
  })

  it.each(['shop', 'mysql://x/y', 'http://x', '//host/shop'])('is not %s', (text) => {
    expect(() => choice({ databaseUrl: [text, 'cli'] })).toThrow(UsageError)
  })
})

describe('the speed of a clock', () => {
  it.each([
    ['1x', 1],
    ['60x', 60],
    ['3600x', 3_600],
    ['86400x', 86_400],
  ])('%s', (text, speed) => expect(clockSpeed(text)).toBe(speed))

  it.each(['', '3600', 'x', '0x', '-1x', '1.5x', '86401x', '999999x', '1e3x', '01x', '60x ', '٦x', 'fast'])(
    'is not %j',
    (text) => expect(() => clockSpeed(text)).toThrow(InvalidArgumentError),
  )
})
