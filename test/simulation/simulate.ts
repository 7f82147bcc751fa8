import { memoryAgenda } from '../../src/adapters/memory/agenda.js'
import { memoryEventStore, memoryReadStore } from '../../src/adapters/memory/index.js'
import { simulatedCarrier } from '../../src/adapters/carrier/simulated.js'
import { isPassing } from '../../src/application/passing.js'
import type { Refusal } from '../../src/application/sellerCenter.js'
import { epochMsOf, instantOf } from '../../src/domain/kernel/time.js'
import { openBank } from './bank.js'
import { clockwork } from './clockwork.js'
import type { Stragglers } from './disturbed.js'
import { openHosts } from './hosts.js'
import { isKnown } from './known.js'
import { luckOf } from './luck.js'
import { sound, type Makings } from './makings.js'
import { openMarket } from './market.js'
import { societyOf } from './people.js'
import { verdict } from './verdict.js'
import { watch as watchOver } from './watch.js'
import { calm, weatherOf } from './weather.js'

export interface Simulated {
  readonly seed: number
  readonly events: number
  readonly steps: number
  readonly crashes: number
  readonly problems: ReadonlyArray<string>
  /** Of all events and effects: the same seed has the same, whenever and wherever it runs. */
  readonly trace: string
  readonly typesSeen: ReadonlyMap<string, number>
  readonly refusals: ReadonlyMap<string, number>
}

export interface SimulateOptions {
  /** What hosts are made of; absent: the real parts. */
  readonly makings?: Makings
  /** At most. */
  readonly orders?: number
  /** After so many problems it ends. */
  readonly problemsMax?: number
}

const HOSTS = 2
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Every clock of orders, cases and money has run out by then, one after the other. */
const HORIZON_DAYS = 120
/** How far time goes at once while carriers or the bank are to be heard. */
const STRIDE_MS = 18 * HOUR_MS
/** So long after a transfer the bank may still tell something of it. */
const BANK_DAYS = 7
const ROUNDS_MAX = 3_000
/** Once something is wrong, what follows from it tells no more. */
const PROBLEMS_MAX = 20

/** A marketplace from its first seller until nothing is left to do: everything in it follows from the seed. */
export const simulate = async (
  seed: number,
  { makings = sound, orders = 6, problemsMax = PROBLEMS_MAX }: SimulateOptions = {},
): Promise<Simulated> => {
  const luck = luckOf(`${seed}/world`)
  const faults = luckOf(`${seed}/faults`)
  const society = societyOf(luck)
  const stormy = weatherOf(faults)
  let weather = stormy
  const clock = clockwork(String(seed), society.begin)
  const store = memoryEventStore({ system: clock.system })
  const reads = memoryReadStore(clock.system)
  const watch = watchOver(store, reads)
  const stragglers: Stragglers = []
  const bank = openBank({ seed, now: clock.now, luck: faults, weather: stormy, watch })
  const carrier = simulatedCarrier({
    name: 'Colissimo',
    seed: String(seed),
    now: clock.now,
    faults: stormy.carrier,
  })
  const circumstances = { luck: faults, weather: () => weather, note: watch.note }
  const refusals = new Map<string, number>()
  const judge = (type: string, refusal: Refusal): void => {
    refusals.set(refusal.type, (refusals.get(refusal.type) ?? 0) + 1)
    watch.note(`${clock.now()} ${type}: ${refusal.type}`)
    if (!isKnown(refusal) && !isPassing(refusal)) watch.problems.push(`${type} was refused: ${refusal.type}`)
  }
  const ground = {
    store,
    reads,
    bank,
    carrier,
    onRefusal: judge,
    system: clock.system,
    terms: society.terms,
    stragglers,
    circumstances,
    makings,
  }
  const hosts = openHosts(ground, watch, HOSTS)
  const market = openMarket({
    society,
    luck,
    clock,
    store,
    hosts,
    bank,
    carrier,
    watch,
    weather: () => weather,
    judge,
  })
  const isWrong = (): boolean => watch.problems.length >= problemsMax
  let steps = 0

  const arrive = async (perMille: number): Promise<void> => {
    for (const late of stragglers.splice(0)) {
      if (faults.strikes(perMille)) await late()
      else stragglers.push(late)
    }
  }

  /** Everything that hosts do by themselves, in any order, unless it rests; sometimes two hosts do the same at once. */
  const resting = new Map<string, number>()
  const chores = async (): Promise<void> => {
    const names = [...hosts.chores(0)]
    while (names.length > 0) {
      const [name = ''] = names.splice(faults.below(names.length), 1)
      if (faults.strikes(weather.rests)) resting.set(name, steps + faults.below(8))
      if ((resting.get(name) ?? 0) > steps) continue
      const doing = [hosts.work(0, name)]
      if (faults.strikes(weather.rivals)) doing.push(hosts.work(1, name))
      await Promise.all(doing)
      await arrive(300)
    }
    await watch.look()
  }

  const forget = async (): Promise<void> => {
    if (!faults.strikes(weather.amnesia)) return
    const name = `process:${faults.oneOf(makings.processes(society.terms)).name}`
    watch.note(`${name} forgets how far it had come`)
    await reads.reset(name, 1, [], await store.incarnation())
  }

  await market.open()
  const busy = 5 * orders + luck.below(3 * orders)
  for (; steps < busy && !isWrong(); steps++) {
    clock.goTo(
      instantOf(epochMsOf(clock.now()) + luck.oneOf([600_000, 5 * HOUR_MS, 20 * HOUR_MS, 40 * HOUR_MS])),
    )
    await market.happen(orders)
    await forget()
    await chores()
    if (faults.strikes(100)) await watch.compareTables(sound.projections)
  }

  weather = { ...calm, bank: stormy.bank, carrier: stormy.carrier }
  await arrive(1_000)
  const horizon = instantOf(epochMsOf(clock.now()) + HORIZON_DAYS * DAY_MS)
  const carriersUntil = instantOf(epochMsOf(clock.now()) + 16 * DAY_MS)
  const agenda = memoryAgenda(reads)
  let hasGrown = true
  for (let rounds = 0; !isWrong(); rounds++, steps++) {
    const before = watch.events()
    for (const name of hosts.chores(0)) {
      // Nothing new, nothing to do.
      if (['clock', 'desk', 'feeds'].includes(name) || hasGrown) await hosts.work(0, name)
    }
    await market.finish()
    await watch.look()
    if (rounds > ROUNDS_MAX) watch.problems.push('it never comes to rest')
    const [next] = await agenda.due({ limit: 1 })
    const soonMs = epochMsOf(clock.now()) + STRIDE_MS
    const lastMs = Math.max(0, ...bank.transfers().map(({ acceptedAt }) => epochMsOf(acceptedAt)))
    const quietMs = Math.max(epochMsOf(carriersUntil), lastMs + BANK_DAYS * DAY_MS)
    const isWaiting = watch.payments.waiting().length > 0 || epochMsOf(clock.now()) < quietMs
    const atMs = next === undefined ? soonMs : epochMsOf(next.dueAt)
    const at = instantOf(isWaiting ? Math.min(atMs, soonMs) : atMs)
    const isOver = !isWaiting && (next === undefined || at > horizon)
    if (!isOver) clock.goTo(at)
    hasGrown = watch.events() > before
    if (isOver && !hasGrown) break
  }
  await watch.compareTables(sound.projections)
  if (!isWrong()) watch.problems.push(...(await verdict({ store, reads, watch, bank, horizon })))

  return {
    seed,
    events: watch.events(),
    steps,
    crashes: hosts.crashes(),
    problems: watch.problems,
    trace: watch.trace(),
    typesSeen: watch.typesSeen,
    refusals,
  }
}
