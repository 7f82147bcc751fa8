import { parseArgs } from 'node:util'
import { startStandIn } from './index.js'
import { keepJournal } from './journal.js'

/**
 * The stand-in as a process of its own, so that it can be killed or stopped by signals:
 * `node --import tsx main.ts --port 0 [--tls] [--version 23.10] [--data FILE]` prints one line of JSON.
 * With `--until-stdin-ends` it does not outlive whoever started it.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    tls: { type: 'boolean', default: false },
    version: { type: 'string', default: '24.2' },
    data: { type: 'string' },
    'until-stdin-ends': { type: 'boolean', default: false },
  },
})

const server = await startStandIn({
  port: Number(values.port),
  tls: values.tls,
  version: values.version === '23.10' ? '23.10' : '24.2',
})
if (values.data !== undefined) keepJournal(server.log, values.data)
const { port, caFile } = server
process.stdout.write(`${JSON.stringify({ port, connectionString: server.connectionString(), caFile })}\n`)

const end = (): void => {
  void server.stop().then(() => process.exit(0))
}
process.on('SIGTERM', end)
if (values['until-stdin-ends']) process.stdin.resume().on('end', end).on('error', end)
process.on('SIGINT', end)
