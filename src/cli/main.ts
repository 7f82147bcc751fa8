import { CommanderError } from '@commander-js/extra-typings'
import { exitCodeOf, messageOf } from './failure.js'
import { Interrupted, interruptions } from './interruption.js'
import { program } from './program.js'

/** A reader that has seen enough, as `head` has, and a terminal that was closed are no failures. */
const unlessUnread = (error: Error): void => {
  if (!('code' in error) || (error.code !== 'EPIPE' && error.code !== 'EIO')) throw error
}
process.stdout.on('error', unlessUnread)
process.stderr.on('error', unlessUnread)

const { signal, dispose } = interruptions()
const interruption = (): Interrupted | undefined =>
  signal.reason instanceof Interrupted ? signal.reason : undefined

try {
  await program({ env: process.env, cwd: process.cwd(), signal }).parseAsync()
  // A service that was asked to stop by its supervisor, and did, has done its work.
  if (interruption()?.exitCode === 130) process.exitCode = 130
} catch (error) {
  if (!(error instanceof CommanderError) && !signal.aborted)
    process.stderr.write(`comptoir: ${messageOf(error)}\n`)
  process.exitCode = interruption()?.exitCode ?? exitCodeOf(error)
} finally {
  dispose()
}
