import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { migrate, openPostgres } from '../../src/adapters/postgres/index.js'
import { postgresReadStore } from '../../src/adapters/postgres/readStore.js'
import { system } from '../../src/adapters/system.js'
import { deliveredFrom } from '../../src/application/delivered.js'
import { exportedTables, recomputationOf } from '../../src/application/audit/recomputation.js'
import { recompute } from '../../src/application/audit/recompute.js'
import { isLeft } from '../../src/fp.js'
import { refusalInWords } from '../../src/cli/audit/exportScreen.js'
import { checkpointInto } from '../../src/cli/commands/auditCheckpoint.js'
import { bundleText, readBundle, type ProofBundle } from '../../src/verify/bundle.js'
import { checkExport } from '../../src/verify/checkExport.js'
import {
  digestOf,
  exportText,
  readExport,
  signedExport,
  type ExportBundle,
} from '../../src/verify/exportBundle.js'
import { newKeys, signingKeyOf } from '../../src/verify/keys.js'
import { stored } from '../support/deliveries.js'
import { orderPlaced } from '../support/orders.js'
import { paidOut } from '../support/paidOut.js'
import { valueOf } from '../support/spec.js'
import { testDatabase, type TestDatabase } from '../support/postgres.js'
import { appendAll, opened } from '../support/projecting.js'
import { recorded } from '../support/projections.js'
import { sellerRegistered } from '../support/sellers.js'
import { runCli } from './runCli.js'

const directory = mkdtempSync(join(tmpdir(), 'comptoir-export-'))
const fileOf = (name: string): string => join(directory, name)
const [out, again, file] = [fileOf('export.json'), fileOf('again.json'), fileOf('checkpoints')]
const keys = newKeys('comptoir')
const key = signingKeyOf(keys.signing)!
const history = recorded([sellerRegistered(), orderPlaced(), ...paidOut()]).map(stored)
let database: TestDatabase
let origin: string
let text: string

const exported = (to: string) =>
  runCli([
    ...['audit', 'export', '--seller', 's1', '--from', '2026-03-01', '--to', '2026-03-31', '--out', to],
    ...['--key', fileOf('key'), '--checkpoint-file', file],
    ...['--database-url', database.url, '--data', directory],
  ])

beforeAll(async () => {
  database = await testDatabase()
  writeFileSync(fileOf('key'), keys.signing)
  await migrate(database.pool, database.schema)
  const { store, close } = openPostgres(database)
  const reads = postgresReadStore(database)
  await appendAll(store, history)
  await opened(store, reads).catchUp()
  origin = `comptoir/${await store.incarnation()}`
  await checkpointInto({ store, reads }, { file, key }, new AbortController().signal)
  await exported(out)
  text = readFileSync(out, 'utf8')
  // What comes later is not under the checkpoint.
  const [other] = recorded([sellerRegistered()]).map(stored)
  await appendAll(store, [{ ...other!, id: system.idOf('later'), stream: 'seller-s9' }])
  reads.close()
  await close()
})
afterAll(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

it('is the same bytes whatever was recorded since, and is done again without the database', async () => {
  expect((await exported(again)).code).toBe(0)
  expect(readFileSync(again, 'utf8')).toBe(text)
  const bundle = readExport(text)!
  const known = ['--key', keys.verifier, '--origin', origin]
  const told = await runCli(['audit', 'recompute', out, ...known, '--json'])
  expect(told.code).toBe(0)
  expect(told.stdout).toContain(`"recomputation":${JSON.stringify(bundle.recomputation)}`)
  expect(JSON.parse(told.stdout)).toMatchObject({ events: String(history.length), sha256: bundle.sha256 })
  const main = join(dirname(dirname(inject('cliMain'))), 'verify/main.js')
  const verified = spawnSync(process.execPath, [main, out, ...known], { encoding: 'utf8' })
  expect([verified.status, verified.stdout]).toEqual([
    0,
    expect.stringMatching(/^signed: the export of seller s1/),
  ])
})

it('tells what the seller was paid, and divided into days each row once', () => {
  const { recomputation } = readExport(text)!
  const paid = history.find(({ type }) => type === 'PayoutPlanned')!
  const { amountMinor } = JSON.parse(paid.data) as { amountMinor: string }
  expect(recomputation).toMatchObject({ totals: [{ currency: 'EUR', payouts: 1, paidMinor: amountMinor }] })
  const occurrences = history.map((event) => valueOf(deliveredFrom(event)))
  const told = (from: string, to: string) =>
    exportedTables.flatMap(({ name }) => recomputationOf('s1', { from, to }, occurrences).tables[name]!)
  const days = Array.from({ length: 31 }, (_, i) => `2026-03-${String(i + 1).padStart(2, '0')}`)
  const whole = told('2026-03-01', '2026-03-31')
  expect(whole.length).toBeGreaterThan(10)
  expect(days.flatMap((day) => told(day, day))).toHaveLength(whole.length)
  expect(told('2026-04-01', '2026-12-31')).toEqual([])
})

describe('an export is refused', () => {
  type Rows = Record<string, Array<Record<string, string>>>
  const proofOf = (bundle: ExportBundle): ProofBundle => readBundle(bundle.proof)!
  const withEvents = (bundle: ExportBundle, events: ProofBundle['events']): ExportBundle => ({
    ...bundle,
    proof: bundleText({ ...proofOf(bundle), events }),
  })
  const tables = (bundle: ExportBundle, change: (tables: Rows) => void): ExportBundle => {
    const recomputation = structuredClone(bundle.recomputation) as { tables: Rows }
    change(recomputation.tables)
    return { ...bundle, recomputation, sha256: digestOf(recomputation) }
  }
  const resigned = (bundle: ExportBundle): string => {
    const { signature: _, ...unsigned } = bundle
    return signedExport(unsigned, key)
  }

  it.each<readonly [string, RegExp, (bundle: ExportBundle) => string]>([
    [
      'with a cent more in an event',
      /^refused \(proof\/events\/\d+\): the event, or a node of its proof/,
      (bundle) => {
        const { events } = proofOf(bundle)
        const at = events.findIndex(({ type }) => type === 'PayoutPlanned')
        const data = events[at]!.data.replace(
          /"amountMinor":"(\d+)"/,
          (_, minor: string) => `"amountMinor":"${BigInt(minor) + 1n}"`,
        )
        return resigned(withEvents(bundle, events.with(at, { ...events[at]!, data })))
      },
    ],
    [
      'with a cent more in a row',
      /^payouts s1\.\d{4}-\d\d-\d\d\.EUR, amountMinor: told "1", the events give "\d+"$/,
      (bundle) => resigned(tables(bundle, ({ payouts }) => (payouts![0]!['amountMinor'] = '1'))),
    ],
    [
      'without a row',
      /^statements s1\.[-\d]+\.EUR: told nothing, the events give {/,
      (bundle) => resigned(tables(bundle, ({ statements }) => statements!.shift())),
    ],
    [
      'with a row too many',
      /^payout_entries .*: told {.*, the events give nothing$/,
      (bundle) =>
        resigned(tables(bundle, ({ payout_entries: rows }) => rows!.push({ ...rows![0]!, source: 'other' }))),
    ],
    [
      'with an event missing in a stream',
      /^refused \(stream \S+ revision \d+\): an event of this stream is missing$/,
      (bundle) => {
        const { events } = proofOf(bundle)
        const first = events.findIndex(({ revision }) => revision === '1')
        return resigned(withEvents(bundle, events.toSpliced(first - 1, 1)))
      },
    ],
    [
      'with the last event missing',
      /^refused \(\d+ of \d+ events\): there are not as many events/,
      (bundle) => resigned(withEvents(bundle, proofOf(bundle).events.slice(0, -1))),
    ],
    [
      'with another hash',
      /^refused \(sha256\): the hash is not that/,
      (bundle) =>
        resigned({ ...bundle, sha256: bundle.sha256.replace(/^./, (d) => (d === '0' ? '1' : '0')) }),
    ],
    [
      'with another signature',
      /^refused \(signature\): the signature is not that of this export$/,
      (bundle) => {
        const [dash, name, body] = bundle.signature.split(' ')
        const bytes = Buffer.from(body!, 'base64')
        bytes[20]! ^= 1
        return exportText({ ...bundle, signature: `${dash} ${name} ${bytes.toString('base64')}` })
      },
    ],
    [
      'signed by another key',
      /^refused \(signature\): the export is not signed by this key$/,
      ({ signature: _, ...bundle }) => signedExport(bundle, signingKeyOf(newKeys('comptoir').signing)!),
    ],
    [
      'for another period, unless it is signed again',
      /^refused \(signature\)/,
      (bundle) => exportText({ ...bundle, period: { ...bundle.period, from: '2026-02-28' } }),
    ],
    ['with anything after its end', /^refused: it is no export/, (bundle) => `${exportText(bundle)} `],
  ])('%s', (_, words, change) => {
    const changed = change(readExport(text)!)
    const outcome = recompute(changed, { key: key.verifier, origin }, system)
    expect(isLeft(outcome) ? refusalInWords(outcome.left) : 'taken').toMatch(words)
    const isOfFold = isLeft(outcome) && outcome.left.type === 'FigureDiffers'
    // Whoever holds the key can sign other figures: only the fold finds these.
    expect(checkExport(changed, { key: key.verifier, origin }).ok).toBe(isOfFold)
  })
})
