/** How an event is called for people. */
interface EventTerm {
  zh: string
  en: string
}

/**
 * Every event the product names. Sources and watchers emit them, detectors and the page read them. What happened many times at once
 * comes as one event whose attribute `count` says how often, with `first` and `last` as ISO times.
 */
export const EVENTS = {
  'agent.start': { zh: '探针启动', en: 'Agent started' },
  'agent.stop': { zh: '探针停止', en: 'Agent stopped' },
  'agent.crash': { zh: '探针异常退出', en: 'Agent crashed' },
  'agent.update': { zh: '探针已更新', en: 'Agent updated' },
  'agent.over-budget': { zh: '探针超出预算，已降频', en: 'Agent over its budget, slowed down' },
  'agent.within-budget': { zh: '探针回到预算内', en: 'Agent within its budget again' },
  'system.boot': { zh: '开机', en: 'Machine started' },
  'system.resume': { zh: '从睡眠或休眠恢复', en: 'Machine resumed' },
  'clock.jump': { zh: '时钟被调整', en: 'Clock was set' },
  'disk.rolled-back': { zh: '磁盘被还原', en: 'Disk rolled back' },
  'source.failed': { zh: '一项读数读不到', en: 'A reading failed' },
  'source.recovered': { zh: '读数恢复', en: 'A reading recovered' },
  'spool.corrupt': { zh: '暂存损坏，已另存', en: 'Spool damaged and set aside' },
  'spool.fault': { zh: '暂存写不进去', en: 'Spool cannot be written' },
  'spool.resumed': { zh: '暂存恢复写入', en: 'Spool writes again' },
  'memory.exhausted': { zh: '内存将耗尽', en: 'Memory running out' },
  'memory.oom-kill': { zh: '内存耗尽，进程被终止', en: 'Out of memory, process killed' },
  'disk.io-error': { zh: '磁盘读写错误', en: 'Disk I/O error' },
  'disk.reset': { zh: '磁盘链路复位', en: 'Disk link reset' },
  'disk.gone': { zh: '磁盘掉线', en: 'Disk gone' },
  'filesystem.error': { zh: '文件系统错误', en: 'File system error' },
  'filesystem.read-only': { zh: '文件系统变为只读', en: 'File system became read-only' },
  'filesystem.writable': { zh: '文件系统恢复可写', en: 'File system writable again' },
  'hardware.error': { zh: '硬件错误', en: 'Hardware error' },
  'cpu.throttled': { zh: '过热降频', en: 'Thermal throttling' },
  'cpu.lockup': { zh: '处理器锁死', en: 'CPU lockup' },
  'task.hung': { zh: '任务卡住', en: 'Task hung' },
  'kernel.panic': { zh: '内核崩溃', en: 'Kernel panic' },
  'kernel.oops': { zh: '内核出错', en: 'Kernel oops' },
  'gpu.reset': { zh: '显卡复位', en: 'GPU reset' },
  'watchdog.fired': { zh: '看门狗触发', en: 'Watchdog fired' },
  'usb.disconnect': { zh: 'USB 断开', en: 'USB disconnected' },
  'usb.error': { zh: 'USB 错误', en: 'USB error' },
  'network.link-up': { zh: '网络接通', en: 'Network link up' },
  'network.link-down': { zh: '网络断开', en: 'Network link down' },
  'program.started': { zh: '程序启动', en: 'Program started' },
  'program.exited': { zh: '程序退出', en: 'Program exited' },
  'program.crash': { zh: '程序崩溃', en: 'Program crashed' },
  'program.hung': { zh: '程序无响应', en: 'Program hangs' },
  'program.responding': { zh: '程序恢复响应', en: 'Program responds again' },
  'service.failed': { zh: '服务失败', en: 'Service failed' },
  'service.recovered': { zh: '服务恢复', en: 'Service recovered' },
  'peripheral.appeared': { zh: '外设接入', en: 'Peripheral appeared' },
  'peripheral.vanished': { zh: '外设消失', en: 'Peripheral vanished' },
  'peripheral.flapping': { zh: '外设反复断连', en: 'Peripheral flapping' },
  'drive.failing': { zh: '硬盘将要失效', en: 'Drive failing' },
  'drive.degraded': { zh: '硬盘有隐患', en: 'Drive degraded' },
  'drive.recovered': { zh: '硬盘恢复正常', en: 'Drive healthy again' },
  'log.gap': { zh: '日志有缺口', en: 'Gap in the log' },
} as const satisfies Record<string, EventTerm>

export type EventName = keyof typeof EVENTS

/** How an event is called, or null for a name from a newer agent. */
export function describeEvent(name: string): EventTerm | null {
  return Object.hasOwn(EVENTS, name) ? (EVENTS as Record<string, EventTerm>)[name]! : null
}
