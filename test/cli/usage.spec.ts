import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { runCli } from './runCli.js'

const directory = mkdtempSync(join(tmpdir(), 'comptoir-cli-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const nowhere = join(directory, 'nowhere')

describe('the command line', () => {
  it('shows all commands and examples on stdout when asked', async () => {
    const { code, stdout, stderr } = await runCli(['--help'])
    for (const command of [
      'demo',
      'serve',
      'migrate',
      'import',
      'settle',
      'status',
      'accept-restore',
      'copy-events',
      'Examples:',
    ])
      expect(stdout).toContain(command)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('shows them on stderr when nothing was asked, which is wrong usage', async () => {
    const { code, stdout, stderr } = await runCli([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Usage: comptoir')
  })

  it('tells its version', async () => {
    const { code, stdout } = await runCli(['--version'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('exits with 2 where the usage is wrong', async () => {
    const { code, stdout, stderr } = await runCli(['serve', '--port', '70000'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/--port.*0 to 65535/)
  })

  it('refuses a database URL that is none, without repeating what may be a password', async () => {
    const { code, stderr } = await runCli(['migrate', '--database-url', 'mysql://me:secret@there/x'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^comptoir: --database-url .*postgres:\/\/.*\n$/)
    expect(stderr).not.toContain('secret')
  })

  it('says in one line that a database cannot be reached, without the password', async () => {
    const { code, stdout, stderr } = await runCli([
      'migrate',
      '--database-url',
      'postgres://me:secret@127.0.0.1:1/shop',
    ])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(
      /^comptoir: cannot use the database at postgres:\/\/127\.0\.0\.1:1\/shop: .*ECONNREFUSED.*\n$/,
    )
    expect(stderr).not.toContain('secret')
  })

  const verifier = () => join(dirname(dirname(inject('cliMain'))), 'verify/main.js')
  it.each([
    ['help', ['--help'], 'stdout', 0, undefined],
    ['wrong usage', ['nonsense'], 'stderr', 2, undefined],
    ['the help of the verifier', ['--help'], 'stdout', 0, verifier],
    ['wrong usage of the verifier', [], 'stderr', 2, verifier],
  ] as const)(
    'ends as ever, and says nothing more, where nobody reads what it says: %s',
    async (_, args, unread, code, main) => {
      const ended = await runCli(args, { ...(main && { main: main() }), unread: [unread] })
      expect(ended).toEqual({ code, stdout: '', stderr: '' })
    },
  )

  it('makes no database to tell the status of', async () => {
    const { code, stderr } = await runCli(['status', '--data', nowhere])
    expect(code).toBe(1)
    expect(stderr).toBe(`comptoir: There is no database in ${nowhere} yet.\n`)
  })

  it('says in one line that a port is taken, before it does anything else', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    try {
      const { code, stderr } = await runCli(['demo', '--port', `${port}`, '--data', nowhere])
      expect(code).toBe(1)
      expect(stderr).toBe(`comptoir: port ${port} is in use: choose another one with --port\n`)
    } finally {
      other.close()
    }
  })

  it('asks to be built where it is not', () => {
    const checkout = join(directory, 'checkout')
    cpSync('bin', join(checkout, 'bin'), { recursive: true })
    cpSync('package.json', join(checkout, 'package.json'))
    const { status, stderr } = spawnSync(process.execPath, [join(checkout, 'bin/comptoir.js')], {
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'comptoir: not built yet: run `npm run build` first\n',
    })
  })
})
