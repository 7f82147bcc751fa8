import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { system } from '../../src/adapters/system.js'
import type { Queries } from '../../src/application/queries.js'
import { createApp } from '../../src/http/index.js'

const queries = {
  reflected: () => Promise.resolve(undefined),
  order: () => Promise.resolve(undefined),
} as unknown as Queries

const served = (withMetrics: boolean) => {
  const exporter = new PrometheusExporter({ preventServerStart: true })
  const meter = new MeterProvider({ readers: [exporter] }).getMeter('test')
  return createApp({
    queries,
    system,
    meter,
    ...(withMetrics && {
      metrics: (request, response) => {
        exporter.getMetricsRequestHandler(request, response)
      },
    }),
  })
}

test('requests are timed by route and status, and nothing of what callers wrote is kept', async () => {
  const app = served(true)
  await supertest(app).get('/v1/orders/canary-1')
  await supertest(app).get('/v1/orders/canary-2?canary=3')
  await supertest(app).get('/canary')
  await supertest(app).get('/livez')
  const { status, text, headers } = await supertest(app).get('/metrics')
  expect([status, headers['content-type']]).toEqual([200, 'text/plain'])
  const counts = text.split('\n').filter((line) => line.startsWith('http_server_request_duration_count'))
  const labels = counts.map((line) =>
    /http_route="([^"]*)",http_response_status_code="(\d+)"/.exec(line)?.slice(1, 3),
  )
  expect(labels).toEqual([
    ['/v1/orders/:id', '404'],
    ['/v1/orders/:id', '400'],
    ['none', '404'],
    ['/livez', '200'],
  ])
  expect(text).not.toContain('canary')
})

test('nobody who was not asked to tells metrics', async () => {
  expect((await supertest(served(false)).get('/metrics')).status).toBe(404)
})
