import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../src/cli/failure.js'
import { program } from '../../src/cli/program.js'

const silence = (command: CommandUnknownOpts, say: (text: string) => void): void => {
  command.configureOutput({ writeErr: say, writeOut: say })
  for (const sub of command.commands) silence(sub, say)
}

/** How a command line ends, and what is said about it. */
const outcomeOf = async (args: ReadonlyArray<string>): Promise<{ code: number; said: string }> => {
  let said = ''
  const root = program({ env: {}, cwd: process.cwd(), signal: AbortSignal.abort(new Error('not in a test')) })
  silence(root, (text) => (said += text))
  try {
    await root.parseAsync([...args], { from: 'user' })
    return { code: 0, said }
  } catch (error) {
    return { code: exitCodeOf(error), said: `${said}${String(error)}` }
  }
}

describe('wrong usage', () => {
  it.each<readonly [string, ReadonlyArray<string>, RegExp]>([
    ['an unknown command', ['sell'], /unknown command 'sell'/],
    ['an unknown option', ['serve', '--speed', '3'], /unknown option '--speed'/],
    ['a superfluous word', ['status', 'please'], /too many arguments/],
    ['a port that is no port', ['serve', '--port', '70000'], /--port.*0 to 65535/],
    ['a port that is no plain number', ['demo', '--port', '3e3'], /--port.*0 to 65535/],
    ['an address that others can reach', ['serve', '--host', '0.0.0.0'], /not authenticated yet.*loopback/],
    ['a name that may stand for such an address', ['demo', '--host', 'example.org'], /loopback/],
    ['a schema name that is not put into SQL', ['status', '--schema', 'a"b'], /--schema.*a-z/],
    [
      'a database that is not Postgres',
      ['status', '--database-url', 'mysql://x'],
      /--database-url.*postgres:/,
    ],
    ['an import of nothing', ['import', 'olist'], /missing required argument 'directory'/],
    ['an import of something unknown', ['import', 'ebay', '.'], /unknown command|Usage/],
  ])('is %s', async (_, args, message) => {
    const { code, said } = await outcomeOf(args)
    expect(code).toBe(2)
    expect(said).toMatch(message)
  })
})

describe('what was asked and given', () => {
  it.each([[['--help']], [['--version']], [['serve', '--help']], [['import', 'olist', '--help']]])(
    'is not wrong: %j',
    async (args) => {
      expect((await outcomeOf(args)).code).toBe(0)
    },
  )
})
