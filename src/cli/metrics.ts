import { metrics } from '@opentelemetry/api'
import type { RequestHandler } from 'express'

/**
 * Collects what this process measures, and answers it in Prometheus' text form. Whatever is opened afterwards is
 * measured; what was opened before is not.
 */
export const collectMetrics = async (): Promise<RequestHandler> => {
  // Loaded only where something is served: other commands end before anybody could ask.
  const [{ MeterProvider }, { PrometheusExporter }] = await Promise.all([
    import('@opentelemetry/sdk-metrics'),
    import('@opentelemetry/exporter-prometheus'),
  ])
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
  })
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }))
  return (request, response) => {
    exporter.getMetricsRequestHandler(request, response)
  }
}
