import type { Span, SpanContext, Tracer } from '@opentelemetry/api'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { beforeEach, describe, expect, test } from 'vitest'
import { memoryEventStore } from '../../../src/adapters/memory/eventStore.js'
import { memoryReadStore } from '../../../src/adapters/memory/readStore.js'
import { system } from '../../../src/adapters/system.js'
import { gauges } from '../../../src/adapters/telemetry/gauges.js'
import { instruments, meterOf } from '../../../src/adapters/telemetry/instruments.js'
import { observedCenter } from '../../../src/adapters/telemetry/observedCenter.js'
import { observedReads } from '../../../src/adapters/telemetry/observedReads.js'
import { observedStore } from '../../../src/adapters/telemetry/observedStore.js'
import { tracerOf } from '../../../src/adapters/telemetry/spans.js'
import type { EventStore, ReadStore } from '../../../src/application/ports.js'
import { processRunner } from '../../../src/application/processRunner.js'
import {
  sellerCenter,
  type SellerCenter,
  type SellerCenterRequest,
} from '../../../src/application/sellerCenter.js'
import { newEvent } from '../../support/log.js'
import { appendAll, opened } from '../../support/projecting.js'

const SELLER = 'canary-seller'
const register: SellerCenterRequest = {
  type: 'RegisterSeller',
  data: {
    sellerId: SELLER,
    legalForm: 'COMPANY',
    shopName: 'Canary Shop',
    market: 'BE',
    zone: 'Europe/Brussels',
    currency: 'EUR',
  },
}

/** A tracer whose spans are all of one trace, and that remembers their names. */
const tracing = () => {
  const names: Array<string> = []
  const spanOf = (name: string): Span => {
    names.push(name)
    const spanId = names.length.toString(16).padStart(16, '0')
    const spanContext = (): SpanContext => ({ traceId: 'a'.repeat(32), spanId, traceFlags: 1 })
    const quiet = {
      setAttribute: () => span,
      setAttributes: () => span,
      setStatus: () => span,
      end: () => undefined,
    }
    const span = { ...quiet, spanContext } as unknown as Span
    return span
  }
  const startActiveSpan = (name: string, _: object, work: (span: Span) => unknown) => work(spanOf(name))
  return { names, tracer: { startActiveSpan } as unknown as Tracer }
}

let exporter: PrometheusExporter
let store: EventStore
let reads: ReadStore
let center: SellerCenter
let meter: ReturnType<MeterProvider['getMeter']>
const observe = (tracer: Tracer = tracerOf()): void => {
  exporter = new PrometheusExporter({ preventServerStart: true })
  meter = new MeterProvider({ readers: [exporter] }).getMeter('test')
  const measured = instruments(meter)
  store = observedStore(memoryEventStore({ system }), measured, tracer)
  reads = observedReads(memoryReadStore(system), measured, tracer)
  center = observedCenter(sellerCenter({ store, system }), measured, tracer)
}
beforeEach(() => observe())

/** What a scraper gets. */
const scraped = async (): Promise<string> => {
  const { resourceMetrics, errors } = await exporter.collect()
  expect(errors).toEqual([])
  return new PrometheusSerializer('', false, undefined, true, true).serialize(resourceMetrics)
}
const linesOf = async (name: string): Promise<ReadonlyArray<string>> =>
  (await scraped()).split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))

describe('appends', () => {
  test('are timed by outcome, their events and their conflicts counted', async () => {
    await store.appendToStream('order-1', 'no_stream', [newEvent(), newEvent()])
    await store.appendToStream('order-1', 'no_stream', [newEvent()])
    expect(await linesOf('comptoir_append_events_total')).toEqual(['comptoir_append_events_total 2'])
    expect(await linesOf('comptoir_append_conflicts_total')).toEqual(['comptoir_append_conflicts_total 1'])
    expect(await linesOf('comptoir_append_duration_seconds_count')).toEqual([
      'comptoir_append_duration_seconds_count{outcome="stored"} 1',
      'comptoir_append_duration_seconds_count{outcome="WrongExpectedRevision"} 1',
    ])
  })
})

describe('commands', () => {
  test('are counted by type and outcome', async () => {
    await center.execute(register)
    await center.execute(register)
    await center.execute({ ...register, type: 'canary-type' } as unknown as SellerCenterRequest)
    expect(await linesOf('comptoir_commands_total')).toEqual([
      'comptoir_commands_total{command="RegisterSeller",outcome="accepted"} 1',
      'comptoir_commands_total{command="RegisterSeller",outcome="SellerAlreadyRegistered"} 1',
      'comptoir_commands_total{command="unknown",outcome="UnknownCommand"} 1',
    ])
  })

  test('leave no id, no name and no word of the caller in what is measured', async () => {
    await center.execute(register)
    await center.execute({ ...register, type: 'canary-type' } as unknown as SellerCenterRequest)
    const text = await scraped()
    expect(text).toContain('comptoir_commands_total')
    expect(text.toLowerCase()).not.toContain('canary')
  })
})

describe('read models', () => {
  test('tell how many rows each batch had, and how long it took', async () => {
    await appendAll(store)
    await opened(store, reads).catchUp()
    const board = (await scraped()).split('\n').filter((line) => line.includes('{projection="order_board"}'))
    expect(board.map((line) => line.split('{')[0])).toEqual(
      expect.arrayContaining([
        'comptoir_projection_batch_duration_seconds_count',
        'comptoir_projection_batch_rows_sum',
        'comptoir_projection_takeovers_total',
      ]),
    )
  })

  test('count the events of a batch where they are told, shards of one read model together', async () => {
    for (const shard of ['ledger#0/2', 'ledger#1/2']) {
      const owner = await reads.claim(shard, 1, 'first')
      const to = { position: { commit: 9n, prepare: 9n }, eventId: undefined, events: 3 }
      expect(await reads.commit(owner, to, [])).toMatchObject({ _tag: 'Right' })
      // It was moved already: nothing is written, nothing counted.
      expect(await reads.commit(owner, to, [])).toMatchObject({ _tag: 'Left' })
    }
    expect(await linesOf('comptoir_projection_events_total')).toEqual([
      'comptoir_projection_events_total{projection="ledger"} 6',
    ])
    expect(await linesOf('comptoir_projection_batch_events_count')).toEqual([
      'comptoir_projection_batch_events_count{projection="ledger"} 2',
    ])
  })

  test('tell their lag when they are asked, and what has stopped', async () => {
    const view = {
      name: 'ledger',
      version: 1,
      position: 7n,
      lagEvents: 3,
      lagSeconds: 60,
      parked: 2,
      skipped: 1,
      updatedAt: system.now(),
    }
    let asked = 0
    const end = gauges(meter, {
      queries: { projections: () => Promise.resolve({ head: 10n, projections: [view] }) },
      stopped: () => {
        asked += 1
        return [{ component: 'ledger', detail: 'stopped' }]
      },
      rebuilds: () => Promise.resolve([{ projection: 'kpis', position: '4' }]),
      pool: { totalCount: 5, idleCount: 2, waitingCount: 1 },
    })
    const text = await scraped()
    for (const line of [
      'comptoir_projection_lag_events{projection="ledger"} 3',
      'comptoir_projection_lag_seconds{projection="ledger"} 60',
      'comptoir_projection_aside{projection="ledger",state="parked"} 2',
      'comptoir_projection_aside{projection="ledger",state="skipped"} 1',
      'comptoir_projection_position{projection="ledger"} 7',
      'comptoir_log_position 10',
      'comptoir_rebuild_progress_ratio{projection="kpis"} 0.4',
      'comptoir_stopped 1',
      'comptoir_pool_connections{state="used"} 3',
      'comptoir_pool_waiting 1',
    ])
      expect(text).toContain(`${line}\n`)
    const before = asked
    end()
    await scraped()
    expect([before, asked]).toEqual([1, 1])
  })
})

describe('traces', () => {
  const traceparents = async (stream: string) =>
    (await store.readStream(stream)).map(
      ({ metadata }) => (JSON.parse(metadata) as { traceparent?: string }).traceparent,
    )

  test('span commands, appends and batches', async () => {
    const { names, tracer } = tracing()
    observe(tracer)
    await center.execute(register)
    await opened(store, reads).catchUp()
    expect(new Set(names)).toEqual(new Set(['command', 'append', 'project']))
  })

  test('stay with the events that a command causes', async () => {
    observe(tracing().tracer)
    await center.execute(register)
    expect(await traceparents(`seller-${SELLER}`)).toEqual([`00-${'a'.repeat(32)}-0000000000000001-01`])
  })

  test('that a caller names are kept where nobody traces here, and go on to what processes do', async () => {
    const traceparent = `00-${'b'.repeat(32)}-${'c'.repeat(16)}-01`
    await center.execute({ ...register, traceparent })
    expect(await traceparents(`seller-${SELLER}`)).toEqual([traceparent])
    const echo = {
      name: 'echo',
      on: {
        SellerRegistered: () => ({
          _tag: 'Right' as const,
          right: [
            { type: 'SubmitSellerForVerification' as const, data: { sellerId: SELLER, documents: [] } },
          ],
        }),
      },
    }
    await processRunner([echo], { store, readStore: reads, center, system }).catchUp()
    expect(await traceparents(`seller-${SELLER}`)).toEqual([traceparent, traceparent])
  })

  test('that are none are refused', async () => {
    const refused = await center.execute({
      ...register,
      traceparent: `00-${'0'.repeat(32)}-${'c'.repeat(16)}-01`,
    })
    expect(refused).toMatchObject({ left: { type: 'InvalidCommand', issues: [{ pointer: '/traceparent' }] } })
  })
})

test('without OpenTelemetry set up, nothing is measured and nothing is different', async () => {
  const bare = memoryEventStore({ system })
  const nothing = observedStore(bare, instruments(meterOf()), tracerOf())
  expect(await nothing.appendToStream('order-1', 'no_stream', [newEvent()])).toMatchObject({ _tag: 'Right' })
  expect(await nothing.head()).toEqual(await bare.head())
})
