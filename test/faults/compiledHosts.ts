import { rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { compileSources, type Compiled } from '../support/compiled.js'
import { orders, ordersMax } from './marketplace.js'
import { orderText } from './orderFile.js'

export interface CompiledHosts {
  readonly path: Compiled['path']
  /** All orders of the marketplace. */
  readonly ordersFile: string
}

const compile = async (): Promise<CompiledHosts> => {
  const { path } = await compileSources(['src', 'test/faults', 'test/support'])
  process.once('exit', () => {
    rmSync(path('.'), { recursive: true, force: true })
  })
  const ordersFile = path('orders')
  await writeFile(ordersFile, orderText(orders(0, ordersMax)))
  return { path, ordersFile }
}

let once: Promise<CompiledHosts> | undefined

/** What hosts are started from: made once for all runs of this process. */
export const compiledHosts = (): Promise<CompiledHosts> => (once ??= compile())
