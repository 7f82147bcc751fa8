import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { clientFor, collect, events, followed, sleep, until } from './clientSide.js'
import { startStandInProcess } from './index.js'

test('a process of its own is killed and comes back at the same port with what it had written', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stand-in-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const data = join(directory, 'log')
  const first = await startStandInProcess('--data', data)
  const client = clientFor(first.connectionString)
  const answer = await client.appendToStream('order-1', events(3))
  const { told, follow } = followed()
  follow(client.subscribeToStream('order-1'))
  await until(() => told.includes('caughtUp'))
  await first.stop()
  await until(() => told.length === 6)
  expect(['unavailable', 'cancelled']).toContain(told.at(-1))

  const second = await startStandInProcess('--data', data, '--port', String(first.port))
  const read = await collect(client.readStream('order-1'))
  expect(read.at(-1)!.event!.position).toEqual(answer.position)
  expect(existsSync(data)).toBe(true)
  await client.dispose()
  await second.stop()
})

test('a process of its own is stopped by a signal and goes on', async () => {
  const server = await startStandInProcess('--version', '23.10')
  const client = clientFor(server.connectionString)
  await client.appendToStream('order-1', events(1))
  server.signal('SIGSTOP')
  let answered = false
  const append = client.appendToStream('order-1', events(1)).then(() => (answered = true))
  await sleep(60)
  expect(answered).toBe(false)
  server.signal('SIGCONT')
  await append
  await client.dispose()
  await server.stop()
})
