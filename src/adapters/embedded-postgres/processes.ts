import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { codeOf, reasonOf } from './errors.js'

/** An operating-system account to run a program as; `undefined` stands for our own. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Our environment without what would steer Postgres from outside. */
export const cleanEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG|NODE_)/.test(name))),
  LC_ALL: 'C',
  TZ: 'UTC',
})

/** Runs a program to its end. What it wrote if it failed, `undefined` if it did not. */
export const failureOf = async (
  program: string,
  args: ReadonlyArray<string>,
  options: { account: Account | undefined; cwd: string; timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<string | undefined> => {
  try {
    await promisify(execFile)(program, args, {
      cwd: options.cwd,
      env: cleanEnvironment(),
      timeout: options.timeoutMs,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.account === undefined ? {} : { uid: options.account.uid, gid: options.account.gid }),
    })
    return undefined
  } catch (error) {
    options.signal?.throwIfAborted()
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    return output === '' ? reasonOf(error) : output
  }
}

/**
 * Tells one life of a process id from another: when it began, where the system says so (Linux). `undefined`: there is
 * no such process, or it is dead and only waits to be reaped.
 */
export const lifeOf = async (pid: number): Promise<string | undefined> => {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
    const [state, ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
    return state === undefined || state === 'Z' || state === 'X' ? undefined : rest[18]
  }
  try {
    process.kill(pid, 0)
    return 'alive'
  } catch (error) {
    return codeOf(error) === 'EPERM' ? 'alive' : undefined
  }
}
