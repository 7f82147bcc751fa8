import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

export interface StandInProcess {
  readonly pid: number
  readonly port: number
  readonly connectionString: string
  /** SIGSTOP freezes it with its sockets open, SIGCONT thaws it, SIGKILL is a crash. */
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL' | 'SIGTERM'): void
  /** Ends it, whatever state it is in, and waits for that. */
  stop(): Promise<void>
}

/** Starts the stand-in in a process of its own, with the arguments of its `main.ts`. */
export const startStandInProcess = async (...args: ReadonlyArray<string>): Promise<StandInProcess> => {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--until-stdin-ends', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const [line] = (await Promise.race([
    once(lines, 'line'),
    ended.then(() => Promise.reject(new Error('The stand-in ended before it listened.'))),
  ])) as [string]
  const { port, connectionString } = JSON.parse(line) as { port: number; connectionString: string }
  return {
    pid: child.pid!,
    port,
    connectionString,
    signal: (name) => child.kill(name),
    stop: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
