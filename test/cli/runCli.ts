import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { inject } from 'vitest'

export interface RunningCli {
  readonly stdout: () => string
  /** Resolves once the text is on stdout, or where told; rejects if the process ends before. */
  saying(text: string, where?: 'stdout' | 'stderr'): Promise<void>
  signal(name: 'SIGHUP' | 'SIGINT' | 'SIGKILL' | 'SIGTERM'): void
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
}

/**
 * The command line, or another `main`, in a process of its own, without any COMPTOIR_ variable but those given. Where it is
 * `unread`, its pipe is closed before it says anything.
 */
export const startCli = (
  args: ReadonlyArray<string>,
  {
    env = {},
    cwd = process.cwd(),
    main = inject('cliMain'),
    unread = [],
  }: {
    env?: Record<string, string>
    cwd?: string
    main?: string
    unread?: ReadonlyArray<'stdout' | 'stderr'>
  } = {},
): RunningCli => {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(COMPTOIR_|NODE_|VITEST|NO_COLOR|FORCE_)/.test(name),
  )
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  for (const name of unread) child[name].destroy()
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
  return {
    stdout: () => stdout,
    saying: async (text, where = 'stdout') => {
      const isSaid = () => (where === 'stdout' ? stdout : stderr).includes(text)
      const over = ended.then(() => 'ended')
      while (!isSaid())
        if ((await Promise.race([once(child[where], 'data'), over])) === 'ended' && !isSaid())
          throw new Error(`ended without saying ${text}: ${stderr}`)
    },
    signal: (name) => child.kill(name),
    ended,
  }
}

export const runCli: (...args: Parameters<typeof startCli>) => RunningCli['ended'] = (...args) =>
  startCli(...args).ended
