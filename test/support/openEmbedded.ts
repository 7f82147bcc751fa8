import { openEmbeddedPostgres } from '../../src/adapters/embedded-postgres/index.js'

/** Opens the data folder given, says so in a line of JSON, and stays until it is killed or its input ends. */
const [dataDir = ''] = process.argv.slice(2)
const { url, attached, close } = await openEmbeddedPostgres({
  dataDir,
  unsafeFast: true,
  log: () => undefined,
})
process.stdout.write(`${JSON.stringify({ url, attached })}\n`)
for await (const _ of process.stdin);
await close()
