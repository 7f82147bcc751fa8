import type { Pool } from 'pg'

const heard = new WeakSet<Pool>()
const ignore = (): void => undefined

/**
 * The pool, whose new connections are heard from the first. A server that ends may say so in the very packet that greets us,
 * before whoever asked for the connection has it in hand: unheard, that would end the process.
 */
export const heardOf = (pool: Pool): Pool => {
  if (!heard.has(pool)) {
    heard.add(pool)
    pool.on('connect', (client) => client.on('error', ignore))
  }
  return pool
}
