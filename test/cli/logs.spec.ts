import { describe, expect, it } from 'vitest'
import pg from 'pg'
import { jsonLogs } from '../../src/cli/logs.js'
import { errorFields, redacted } from '../../src/cli/redaction.js'
import { terminalOf } from '../../src/cli/terminal.js'

const CANARY = 'canary'

const written = async (level: string) => {
  const lines: Array<string> = []
  const logs = await jsonLogs({ COMPTOIR_LOG_LEVEL: level }, (line) => lines.push(line))
  return { lines, logs, terminal: terminalOf({ color: false }, logs) }
}

/** As Postgres tells of a row that is there already. */
const refusedByPostgres = (): Error =>
  Object.assign(
    new pg.DatabaseError('duplicate key value violates unique constraint "subjects_iban"', 1, 'error'),
    {
      code: '23505',
      detail: `Key (iban)=(${CANARY}) already exists.`,
      where: `COPY subjects, line 1: "${CANARY}"`,
      hint: CANARY,
      table: 'subjects',
      constraint: 'subjects_iban',
    },
  )

describe('logs of a service', () => {
  it('are one JSON object a line, with time, level and what belongs to it', async () => {
    const { lines, terminal } = await written('info')
    terminal.note('tables brought to 0009')
    terminal.warn('503 GET /v1/orders/counts', { requestId: 'r-1', status: 503 })
    terminal.trace('200 GET /livez')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'info', time: expect.stringMatching(/Z$/), name: 'comptoir', msg: 'tables brought to 0009' },
      {
        level: 'warn',
        time: expect.stringMatching(/Z$/),
        name: 'comptoir',
        requestId: 'r-1',
        status: 503,
        msg: '503 GET /v1/orders/counts',
      },
    ])
  })

  it('tell which constraint was broken, and never by what', async () => {
    const { lines, terminal } = await written('debug')
    terminal.warn('500', errorFields(refusedByPostgres()))
    expect(lines.join('')).toContain('subjects_iban')
    expect(lines.join('')).toContain('23505')
    expect(lines.join('')).not.toContain(CANARY)
  })

  it.each([
    ['a connection string', `cannot reach postgres://shop:${CANARY}@db:5432/shop`],
    ['a connection string of a cluster', `esdb+discover://${CANARY}:${CANARY}@es1:2113,es2:2113?tls=true`],
    ['a key', `Key (iban, seller_id)=(${CANARY}, s1) already exists.`],
    ['a value', `invalid input syntax for type uuid: "${CANARY}"`],
  ])('hide %s in whatever is said', async (_, text) => {
    const { lines, logs, terminal } = await written('debug')
    terminal.warn(text, { message: text })
    terminal.trace(text, { message: text })
    terminal.note(text)
    terminal.progress(text, 'events').update(1, 2)
    logs('error', 'failed', errorFields(new Error(text)))
    expect(lines.length).toBeGreaterThanOrEqual(4)
    expect(lines.join('')).not.toContain(CANARY)
    expect(redacted(text)).toContain('[hidden]')
  })

  it.each(['password', 'authorization', 'masterKey', 'connectionString', 'detail'])(
    'hide what is named %s',
    async (name) => {
      const { lines, logs } = await written('debug')
      logs('debug', 'x', { [name]: CANARY })
      expect(lines.join('')).toContain(name)
      expect(lines.join('')).not.toContain(CANARY)
    },
  )

  it('leave what tells nothing as it is', () => {
    const harmless = 'stopped before event 4f of order-17: UnknownEventType (see https://example.org/a)'
    expect(redacted(harmless)).toBe(harmless)
  })
})
