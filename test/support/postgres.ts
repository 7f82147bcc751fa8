import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  readonly pool: pg.Pool
  readonly url: string
  /** A name for our schema; nothing is there yet. */
  readonly schema: string
  /** Ends the pool and drops the database. */
  close(): Promise<void>
}

const asAdministrator = async (sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: inject('databaseUrl') })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** A fresh, empty database of its own on the run's server. */
export const testDatabase = async (): Promise<TestDatabase> => {
  const name = `comptoir_${randomBytes(6).toString('hex')}`
  await asAdministrator(`CREATE DATABASE ${name}`)
  const address = new URL(inject('databaseUrl'))
  address.pathname = `/${name}`
  const pool = new pg.Pool({ connectionString: address.href, max: 10 })
  pool.on('error', () => undefined)
  return {
    pool,
    url: address.href,
    schema: 'comptoir',
    close: async () => {
      await pool.end()
      await asAdministrator(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}
