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
 * Their attributes are OpenTelemetry's too (`system.device`, `hw.id`, `hw.limit_type` …); `forewarn.target` names a machine asked
 * over the network, `forewarn.program` a watched program, `forewarn.peripheral` a part, `forewarn.resource` what was waited for.
 */
export const METRICS = {
  'system.cpu.utilization': { unit: '1', instrument: 'gauge', zh: '处理器', en: 'CPU' },
  'forewarn.cpu.busiest.utilization': { unit: '1', instrument: 'gauge', zh: '最忙的核', en: 'Busiest core' },
  'forewarn.cpu.steal.utilization': {
    unit: '1',
    instrument: 'gauge',
    zh: '被宿主机占用',
    en: 'CPU stolen by the host',
  },
  'system.cpu.load_average.1m': { unit: '{thread}', instrument: 'gauge', zh: '1 分钟负载', en: 'Load, 1 min' },
  'system.memory.limit': { unit: 'By', instrument: 'gauge', zh: '内存总量', en: 'Memory size' },
  'system.memory.usage': { unit: 'By', instrument: 'gauge', zh: '已用内存', en: 'Memory used' },
  'system.memory.utilization': { unit: '1', instrument: 'gauge', zh: '内存', en: 'Memory' },
  'system.linux.memory.available': { unit: 'By', instrument: 'gauge', zh: '可用内存', en: 'Memory available' },
  'system.paging.usage': { unit: 'By', instrument: 'gauge', zh: '交换区已用', en: 'Swap used' },
  'system.paging.utilization': { unit: '1', instrument: 'gauge', zh: '交换区', en: 'Swap' },
  'forewarn.memory.commit.usage': { unit: 'By', instrument: 'gauge', zh: '已承诺内存', en: 'Memory committed' },
  'forewarn.memory.commit.limit': { unit: 'By', instrument: 'gauge', zh: '承诺上限', en: 'Commit limit' },
  'system.filesystem.limit': { unit: 'By', instrument: 'gauge', zh: '卷大小', en: 'Volume size' },
  'system.filesystem.usage': { unit: 'By', instrument: 'gauge', zh: '卷已用', en: 'Volume used' },
  'system.filesystem.utilization': { unit: '1', instrument: 'gauge', zh: '卷使用率', en: 'Volume' },
  'forewarn.filesystem.inodes.utilization': { unit: '1', instrument: 'gauge', zh: '文件数占用', en: 'Inodes used' },
  'forewarn.filesystem.readonly': { unit: '1', instrument: 'gauge', zh: '卷只读', en: 'Volume is read-only' },
  'system.disk.io': { unit: 'By', instrument: 'counter', zh: '磁盘读写', en: 'Disk traffic' },
  'system.disk.operations': { unit: '{operation}', instrument: 'counter', zh: '磁盘操作', en: 'Disk operations' },
  'forewarn.disk.utilization': { unit: '1', instrument: 'gauge', zh: '磁盘忙碌', en: 'Disk busy' },
  'forewarn.disk.latency': { unit: 's', instrument: 'gauge', zh: '磁盘响应', en: 'Disk latency' },
  'forewarn.disk.queue': { unit: '{operation}', instrument: 'gauge', zh: '磁盘队列', en: 'Disk queue' },
  'system.network.io': { unit: 'By', instrument: 'counter', zh: '网络流量', en: 'Network traffic' },
  'system.network.errors': { unit: '{error}', instrument: 'counter', zh: '网络错误', en: 'Network errors' },
  'system.network.packet.dropped': { unit: '{packet}', instrument: 'counter', zh: '网络丢包', en: 'Packets dropped' },
  'hw.network.up': { unit: '1', instrument: 'gauge', zh: '网线连通', en: 'Link up' },
  'hw.network.bandwidth.limit': { unit: 'By/s', instrument: 'gauge', zh: '链路速率', en: 'Link speed' },
  'forewarn.network.carrier.changes': { unit: '{change}', instrument: 'counter', zh: '链路变化', en: 'Link changes' },
  'forewarn.pressure.stall': { unit: 's', instrument: 'counter', zh: '等待压力', en: 'Time stalled' },
  'hw.temperature': { unit: 'Cel', instrument: 'gauge', zh: '温度', en: 'Temperature' },
  'hw.temperature.limit': { unit: 'Cel', instrument: 'gauge', zh: '温度上限', en: 'Temperature limit' },
  'hw.fan.speed': { unit: 'rpm', instrument: 'gauge', zh: '风扇转速', en: 'Fan speed' },
  'hw.fan.speed.limit': { unit: 'rpm', instrument: 'gauge', zh: '风扇下限', en: 'Fan speed limit' },
  'hw.battery.charge': { unit: '1', instrument: 'gauge', zh: '电池电量', en: 'Battery charge' },
  'hw.battery.time_left': { unit: 's', instrument: 'gauge', zh: '电池可用', en: 'Battery time left' },
  'forewarn.battery.health': { unit: '1', instrument: 'gauge', zh: '电池健康', en: 'Battery health' },
  'forewarn.power.mains': { unit: '1', instrument: 'gauge', zh: '市电', en: 'On mains power' },
  'hw.physical_disk.smart': { unit: '1', instrument: 'gauge', zh: 'SMART 属性', en: 'SMART attribute' },
  'hw.physical_disk.endurance_utilization': { unit: '1', instrument: 'gauge', zh: '寿命剩余', en: 'Endurance left' },
  'hw.errors': { unit: '{error}', instrument: 'counter', zh: '硬件错误', en: 'Hardware errors' },
  'forewarn.drive.healthy': { unit: '1', instrument: 'gauge', zh: '硬盘健康', en: 'Drive healthy' },
  'forewarn.drive.power_on': { unit: 's', instrument: 'gauge', zh: '硬盘通电时间', en: 'Drive power-on time' },
  'forewarn.network.round_trip': { unit: 's', instrument: 'gauge', zh: '往返时延', en: 'Round trip' },
  'forewarn.network.loss': { unit: '1', instrument: 'gauge', zh: '丢包率', en: 'Packets lost' },
  'forewarn.network.jitter': { unit: 's', instrument: 'gauge', zh: '抖动', en: 'Jitter' },
  'forewarn.dns.duration': { unit: 's', instrument: 'gauge', zh: '域名解析用时', en: 'Name look-up' },
  'forewarn.dns.success': { unit: '1', instrument: 'gauge', zh: '域名解析', en: 'Name look-up works' },
  'forewarn.clock.offset': { unit: 's', instrument: 'gauge', zh: '时钟偏差', en: 'Clock offset' },
  'forewarn.clock.synchronized': { unit: '1', instrument: 'gauge', zh: '时钟已同步', en: 'Clock synchronized' },
  'system.process.count': { unit: '{process}', instrument: 'gauge', zh: '进程数', en: 'Processes' },
  'forewarn.program.instances': { unit: '{process}', instrument: 'gauge', zh: '程序实例', en: 'Program instances' },
  'forewarn.program.uptime': { unit: 's', instrument: 'gauge', zh: '程序运行', en: 'Program uptime' },
  'forewarn.program.restarts': { unit: '{restart}', instrument: 'counter', zh: '程序重启', en: 'Program restarts' },
  'forewarn.program.cpu.utilization': { unit: '1', instrument: 'gauge', zh: '程序处理器', en: 'Program CPU' },
  'forewarn.program.memory.usage': { unit: 'By', instrument: 'gauge', zh: '程序内存', en: 'Program memory' },
  'forewarn.program.handles': { unit: '{handle}', instrument: 'gauge', zh: '程序句柄', en: 'Program handles' },
  'forewarn.program.hung': { unit: '1', instrument: 'gauge', zh: '程序无响应', en: 'Program hangs' },
  'forewarn.service.failed': { unit: '{service}', instrument: 'gauge', zh: '失败的服务', en: 'Failed services' },
  'forewarn.peripheral.count': { unit: '{device}', instrument: 'gauge', zh: '外设数', en: 'Peripherals' },
  'forewarn.peripheral.present': { unit: '1', instrument: 'gauge', zh: '外设在位', en: 'Peripheral present' },
  'forewarn.updates.pending': { unit: '{update}', instrument: 'gauge', zh: '待装更新', en: 'Updates pending' },
  'forewarn.updates.security': { unit: '{update}', instrument: 'gauge', zh: '待装安全更新', en: 'Security updates' },
  'forewarn.reboot.required': { unit: '1', instrument: 'gauge', zh: '需要重启', en: 'Reboot required' },
  'forewarn.events.suppressed': { unit: '{event}', instrument: 'counter', zh: '合并的事件', en: 'Events counted only' },
  'system.uptime': { unit: 's', instrument: 'gauge', zh: '连续运行', en: 'Uptime' },
  'process.cpu.utilization': { unit: '1', instrument: 'gauge', zh: '探针处理器', en: 'Agent CPU' },
  'process.memory.usage': { unit: 'By', instrument: 'gauge', zh: '探针内存', en: 'Agent memory' },
  'process.uptime': { unit: 's', instrument: 'gauge', zh: '探针运行', en: 'Agent uptime' },
  'forewarn.spool.size': { unit: 'By', instrument: 'gauge', zh: '暂存大小', en: 'Spool size' },
  'forewarn.spool.records': { unit: '{record}', instrument: 'gauge', zh: '暂存记录', en: 'Spooled records' },
  'forewarn.spool.dropped': { unit: '{record}', instrument: 'counter', zh: '丢弃记录', en: 'Dropped records' },
  'forewarn.agent.slowdown': { unit: '1', instrument: 'gauge', zh: '探针降频', en: 'Agent slow-down' },
  'forewarn.sampler.lag': { unit: 's', instrument: 'gauge', zh: '采样延迟', en: 'Sampling lag' },
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
