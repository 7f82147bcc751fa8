import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import * as http from '../src/http/index.js'
import * as eventstoredb from '../src/adapters/eventstoredb/index.js'
import * as memory from '../src/adapters/memory/index.js'
import * as postgres from '../src/adapters/postgres/index.js'
import * as root from '../src/index.js'

const run = promisify(execFile)

test('what is exported changes only on purpose', () => {
  const names = Object.entries({ root, postgres, eventstoredb, memory, http }).map(([entry, module]) => [
    entry,
    Object.keys(module).sort().join(' '),
  ])
  expect(Object.fromEntries(names)).toMatchInlineSnapshot(`
    {
      "eventstoredb": "AccessDenied EventStoreClosed EventStoreMisuse HistoryTruncated IncarnationUnreadable InvalidConnectionString LogReplaced SecondConnection connectionOf openEventStoreDb system",
      "http": "createApp listen openapi",
      "memory": "EventStoreClosed EventStoreMisuse memoryEventStore memoryKeyStore memoryReadStore sealer system",
      "postgres": "ClockMissing EventStoreClosed EventStoreMisuse InvalidSchemaName InvalidShards KeptTreeUnreadable MasterKeyMissing NoSession OperationNotRecorded OtherShards SchemaNotOurs SessionsClosed ShardsApart loadMasterKey migrate openPostgres postgresEventStore postgresKeyStore postgresQueries postgresReadStore postgresRebuilds sealer system",
      "root": "EventStoreMisuse afterSales allocatedMinor businessCalendars caseDeadlines categories clockRules combineOrders commission commissions compareLogs copyEvents domainEvents exponentOf feeSchedule handle instantOf instantOfLocal isLeft isRight labelOf localDateOf moneyDeadlines moneyProcesses nextStep openRecipient operation order orderDeadlines payout payoutRunner payouts portionMinor processes product projections reconcile rulesFor seller sellerCenter sellerTerms separateOrders settlement settlements standing statement statements takeScans termsFor",
    }
  `)
})

test('importing the root loads fp-ts, io-ts and nothing else that was installed', async () => {
  const program = `
    import { createRequire } from 'node:module'
    const { cache } = createRequire(import.meta.url)
    const before = new Set(Object.keys(cache))
    await import('comptoir')
    const loaded = Object.keys(cache).filter((path) => !before.has(path))
    const packages = loaded.map((path) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(path)?.[1])
    console.log(JSON.stringify([...new Set(packages)].filter(Boolean).sort()))`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program]
  const { stdout } = await run(process.execPath, args, { cwd: fileURLToPath(new URL('..', import.meta.url)) })
  expect(JSON.parse(stdout)).toEqual(['fp-ts', 'io-ts'])
})
