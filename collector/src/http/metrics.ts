import type { Health } from '@forewarn/shared/api.ts'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

import { COMMIT_SECONDS, type GatewayCounters } from '../gateway/counters.ts'

export interface CollectorMetrics {
  countRequest(method: string, route: string, status: number, seconds: number): void
  contentType: string
  /** The metrics as text, with what the rest of the collector says of itself now. */
  render(health: Health, counters: GatewayCounters): Promise<string>
}

/** Gauges that prom-client names like counters, which promtool refuses. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

/** Read from a timer that prom-client would let fire a hundred times a second: a third of all an idle collector takes. */
const LAG_SPREAD = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'].map(
  part => `nodejs_eventloop_lag_${part}_seconds`,
)
/** So long between two turns of that timer, which cannot be left out, ms. */
const LAG_TIMER_MS = 3_600_000

/** The collector's own metrics, in a registry of their own so that several collectors can live in one process. */
export function createMetrics(): CollectorMetrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_TIMER_MS })
  for (const name of [...MISNAMED, ...LAG_SPREAD]) registry.removeSingleMetric(name)
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers })
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers })

  const devices = gauge('forewarn_devices', 'Devices enrolled.')
  const online = gauge('forewarn_devices_online', 'Devices connected now.')
  const storeBytes = gauge('forewarn_store_size_bytes', 'Size of the database.')
  const position = gauge('forewarn_store_log_position', 'Newest position of the record log.')
  const writing = gauge('forewarn_store_writing', 'Whether the store can write: 1 or 0.')
  const totals: [Counter, (counters: GatewayCounters) => number][] = [
    [counter('forewarn_agent_messages_total', 'Messages from agents.'), counters => counters.messages],
    [counter('forewarn_agent_received_bytes_total', 'Bytes in messages from agents.'), counters => counters.bytes],
    [counter('forewarn_records_committed_total', 'Records new to the store.'), counters => counters.records],
    [counter('forewarn_values_committed_total', 'Values in committed batches.'), counters => counters.values],
    [counter('forewarn_records_duplicate_total', 'Records the store had already.'), counters => counters.duplicates],
    [counter('forewarn_group_commits_total', 'Groups committed, each with one fsync.'), counters => counters.groups],
  ]
  const refusals = new Counter({
    name: 'forewarn_agent_refusals_total',
    help: 'Agents refused, by code.',
    labelNames: ['code'],
    registers,
  })
  const requests = new Histogram({
    name: 'forewarn_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  })

  return {
    countRequest: (method, route, status, seconds) =>
      requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds),
    contentType: registry.contentType,
    async render(health, counters) {
      devices.set(health.devices.total)
      online.set(health.devices.online)
      storeBytes.set(health.store.bytes)
      position.set(health.store.position)
      writing.set(Number(health.store.writing))
      for (const [total, read] of totals) {
        total.reset()
        total.inc(read(counters))
      }
      refusals.reset()
      for (const [code, count] of Object.entries(counters.refusals)) refusals.inc({ code }, count)
      return (await registry.metrics()) + commitHistogram(counters.commitSeconds)
    },
  }
}

/** A histogram that was counted elsewhere, which prom-client has no way to take over. */
function commitHistogram({ buckets, sum, count }: GatewayCounters['commitSeconds']): string {
  const name = 'forewarn_commit_duration_seconds'
  return [
    `\n# HELP ${name} Time the store took for one group commit.`,
    `# TYPE ${name} histogram`,
    ...COMMIT_SECONDS.map((bound, i) => `${name}_bucket{le="${bound}"} ${buckets[i]}`),
    `${name}_bucket{le="+Inf"} ${count}`,
    `${name}_sum ${sum}`,
    `${name}_count ${count}\n`,
  ].join('\n')
}
