import type { NumberRanges } from '@forewarn/shared/number-ranges.ts'
import {
  DEFAULT_AGENT_CONFIG,
  REFUSALS,
  type AgentConfig,
  type CollectorMessage,
  type RefusalCode,
} from '@forewarn/shared/protocol.ts'
import { readWatchList } from '@forewarn/shared/watch-list.ts'

/** Between these a collector may set the cadence, ms: no faster than a second, no slower than an hour. */
const FASTEST_MS = 1_000
const SLOWEST_MS = 3_600_000

/**
 * Reads one message of the collector: `null` for a type that this agent does not know and may ignore. Throws where a known type is
 * not well formed.
 */
export function decodeCollectorMessage(text: string): CollectorMessage | null {
  const message = record(JSON.parse(text))
  switch (message['type']) {
    case 'welcome': {
      const renumberFrom = message['renumberFrom']
      return {
        type: 'welcome',
        version: whole(message['version']),
        epoch: whole(message['epoch']),
        ...(renumberFrom === undefined || renumberFrom === null ? {} : { renumberFrom: whole(renumberFrom) }),
        at: number(message['at']),
        committed: ranges(message['committed']),
        config: config(message['config']),
      }
    }
    case 'ack':
      return { type: 'ack', epoch: whole(message['epoch']), ranges: ranges(message['ranges']) }
    case 'config':
      return { type: 'config', config: config(message['config']) }
    case 'live':
      return { type: 'live', forMs: Math.min(number(message['forMs']), SLOWEST_MS) }
    case 'refusal': {
      const { code, message: words, retryAfterMs } = message
      if (typeof code !== 'string') throw new Error('a refusal without a code')
      return {
        type: 'refusal',
        // A code from a newer collector is treated as the mildest one: try again later.
        code: Object.hasOwn(REFUSALS, code) ? (code as RefusalCode) : 'shutting-down',
        message: typeof words === 'string' ? words : '',
        ...(typeof retryAfterMs === 'number' && retryAfterMs >= 0 ? { retryAfterMs } : {}),
      }
    }
    default:
      return null
  }
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object')
  return value as Record<string, unknown>
}

function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error('not a number')
  return value
}

function whole(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new Error('not a whole number')
  return value as number
}

function ranges(value: unknown): NumberRanges {
  if (!Array.isArray(value)) throw new Error('not a list of ranges')
  return value.map((range: unknown) => {
    if (!Array.isArray(range) || range.length !== 2) throw new Error('not a range')
    const [first, last] = [whole(range[0]), whole(range[1])]
    if (first > last) throw new Error('a range that ends before it begins')
    return [first, last]
  })
}

function config(value: unknown): AgentConfig {
  const given = record(value ?? {})
  const cadence = (name: 'sampleIntervalMs' | 'batchIntervalMs'): number => {
    const ms = given[name]
    return typeof ms === 'number' && Number.isFinite(ms)
      ? Math.min(SLOWEST_MS, Math.max(FASTEST_MS, Math.round(ms)))
      : DEFAULT_AGENT_CONFIG[name]
  }
  return {
    sampleIntervalMs: cadence('sampleIntervalMs'),
    batchIntervalMs: cadence('batchIntervalMs'),
    ...readWatchList(given),
  }
}
