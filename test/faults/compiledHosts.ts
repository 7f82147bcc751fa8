import { rmSync } from 'node:fs'
import { compileSources, type Compiled } from '../support/compiled.js'

let once: Promise<Compiled> | undefined

/** What hosts are started from: made once for all runs of this process, because it costs as much as a run. */
export const compiledHosts = (): Promise<Compiled> =>
  (once ??= compileSources(['src', 'test/faults', 'test/support']).then((compiled) => {
    process.once('exit', () => {
      rmSync(compiled.path('.'), { recursive: true, force: true })
    })
    return compiled
  }))
