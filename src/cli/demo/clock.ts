import type { Comptoir } from '../../adapters/postgres/index.js'
import { Instant } from '../../domain/kernel/time.js'
import { catchUp } from '../comptoir.js'
import type { ServiceClock } from '../service.js'
import type { Terminal } from '../terminal.js'
import { THE_END } from './calendar.js'
import { playPeople } from './live.js'
import type { LiveWorld } from './world.js'

/** Business time of the last event in the log. */
const lastMoment = async ({ store }: Comptoir): Promise<Instant | undefined> => {
  const head = await store.head()
  const last = head === undefined ? undefined : await store.eventAt(head)
  if (last === undefined) return undefined
  const metadata: unknown = JSON.parse(last.metadata)
  const isTold = typeof metadata === 'object' && metadata !== null && 'occurredAt' in metadata
  return isTold && Instant.is(metadata.occurredAt) ? metadata.occurredAt : undefined
}

/** Whether it is the demo's story that is in the log: in another one its people are strangers. */
const holds = async ({ store }: Comptoir, people: LiveWorld['people']): Promise<boolean> => {
  for (const { data } of people)
    if ('orderId' in data) return (await store.readStream(`order-${data.orderId}`, { limit: 1 })).length > 0
  return false
}

/**
 * Settles and pays what had become due by the end of the demo's story, as if a clock had always run there; time goes on
 * from then, or from where it has come to in the meantime.
 */
export const clockOf = async (
  { speed, time, system, people, bank }: LiveWorld,
  comptoir: Comptoir,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ServiceClock> => {
  const last = (await lastMoment(comptoir)) ?? THE_END
  if (last <= THE_END && (await time.reached()) === undefined) {
    const progress = terminal.progress('settling', 'deadlines')
    const onProgress = ({ asked }: { asked: number }): void => progress.update(asked, 0)
    const options = { bank, waitsForBank: false, signal, onProgress }
    await comptoir.settle(THE_END, options).finally(() => progress.end())
    signal.throwIfAborted()
    await catchUp(comptoir, terminal, signal)
  }
  await time.standAt(last > THE_END ? last : THE_END)
  const active = (await holds(comptoir, people)) ? people : []
  return {
    speed,
    now: time.now,
    run: async (stop) => {
      await Promise.all([time.run(stop), playPeople(active, { center: comptoir.center, system }, stop)])
    },
  }
}
