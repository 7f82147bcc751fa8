import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import pg from 'pg'
import { expect, test } from 'vitest'
import { ownSession } from '../../../src/adapters/postgres/ownSession.js'
import { reader } from '../../../src/adapters/postgres/queries/reader.js'

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5, type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const greeting = [message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]
const farewell = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'))

test('a server that ends as it greets us ends a question, and not the process', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(Buffer.concat([...greeting, farewell])))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const pool = new pg.Pool({ connectionString: `postgres://nobody@127.0.0.1:${port}/none`, max: 2 })
  pool.on('error', () => undefined)
  try {
    // An error that nobody hears fails the run.
    await expect(ownSession(pool, 2_000, 'SELECT 1')).rejects.toThrow()
    await expect(reader(pool, 2_000)({ name: '', text: 'SELECT 1' }, [])).rejects.toThrow()
  } finally {
    await pool.end()
    server.close()
  }
})
