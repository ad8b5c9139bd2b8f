/** A gauge is a level; a counter only grows until its machine or process restarts, and is read as a rate. */
type Instrument = 'gauge' | 'counter'

/** A metric's unit in UCUM as OpenTelemetry writes it: `1` (a share of one), `By`, `s`, `{error}` … */
export interface Metric {
  unit: string
  instrument: Instrument
  zh: string
  en: string
}

/**
 * Every metric the product names. Names and units follow the OpenTelemetry semantic conventions, 1.37 (`system.*`,
 * `process.*`, `hw.*`), load average the name of the OpenTelemetry Collector's host receiver; what neither has is `forewarn.*`.
 */
export const METRICS = {
  'system.cpu.utilization': { unit: '1', instrument: 'gauge', zh: '处理器', en: 'CPU' },
  'forewarn.cpu.busiest.utilization': { unit: '1', instrument: 'gauge', zh: '最忙的核', en: 'Busiest core' },
  'system.cpu.load_average.1m': { unit: '{thread}', instrument: 'gauge', zh: '1 分钟负载', en: 'Load, 1 min' },
  'system.memory.limit': { unit: 'By', instrument: 'gauge', zh: '内存总量', en: 'Memory size' },
  'system.memory.usage': { unit: 'By', instrument: 'gauge', zh: '已用内存', en: 'Memory used' },
  'system.memory.utilization': { unit: '1', instrument: 'gauge', zh: '内存', en: 'Memory' },
  'system.linux.memory.available': { unit: 'By', instrument: 'gauge', zh: '可用内存', en: 'Memory available' },
  'system.paging.usage': { unit: 'By', instrument: 'gauge', zh: '交换区已用', en: 'Swap used' },
  'system.paging.utilization': { unit: '1', instrument: 'gauge', zh: '交换区', en: 'Swap' },
  'system.filesystem.limit': { unit: 'By', instrument: 'gauge', zh: '卷大小', en: 'Volume size' },
  'system.filesystem.usage': { unit: 'By', instrument: 'gauge', zh: '卷已用', en: 'Volume used' },
  'system.filesystem.utilization': { unit: '1', instrument: 'gauge', zh: '卷使用率', en: 'Volume' },
  'system.network.io': { unit: 'By', instrument: 'counter', zh: '网络流量', en: 'Network traffic' },
  'system.network.errors': { unit: '{error}', instrument: 'counter', zh: '网络错误', en: 'Network errors' },
  'system.network.packet.dropped': { unit: '{packet}', instrument: 'counter', zh: '网络丢包', en: 'Packets dropped' },
  'system.uptime': { unit: 's', instrument: 'gauge', zh: '连续运行', en: 'Uptime' },
  'process.cpu.utilization': { unit: '1', instrument: 'gauge', zh: '探针处理器', en: 'Agent CPU' },
  'process.memory.usage': { unit: 'By', instrument: 'gauge', zh: '探针内存', en: 'Agent memory' },
  'process.uptime': { unit: 's', instrument: 'gauge', zh: '探针运行', en: 'Agent uptime' },
  'forewarn.spool.size': { unit: 'By', instrument: 'gauge', zh: '暂存大小', en: 'Spool size' },
  'forewarn.spool.records': { unit: '{record}', instrument: 'gauge', zh: '暂存记录', en: 'Spooled records' },
  'forewarn.spool.dropped': { unit: '{record}', instrument: 'counter', zh: '丢弃记录', en: 'Dropped records' },
  'forewarn.source.duration': { unit: 's', instrument: 'gauge', zh: '读取用时', en: 'Reading time' },
  'forewarn.source.success': { unit: '1', instrument: 'gauge', zh: '读取成功', en: 'Reading succeeded' },
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof METRICS

/** The catalogue's entry, or a plain gauge for a name from a newer agent. */
export function describeMetric(name: string): Metric {
  return (METRICS as Record<string, Metric>)[name] ?? { unit: '', instrument: 'gauge', zh: name, en: name }
}

/** The canonical text of a series' attributes: keys in order, as JSON; `{}` for none. */
export function attributesKey(attributes: Record<string, string> | undefined): string {
  if (attributes === undefined) return '{}'
  return JSON.stringify(Object.fromEntries(Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1))))
}
