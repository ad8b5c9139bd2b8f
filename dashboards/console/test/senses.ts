import type { DeviceEvent, Latest, LatestAnswer, SiteWatchList } from '@forewarn/shared/api.ts'
import { describeMetric } from '@forewarn/shared/metrics.ts'

/* What an agent with every source on tells of one classroom machine: a sound one, and one in trouble. */

type Attributes = Record<string, string>
const GIB = 2 ** 30
const MIB = 2 ** 20
const HOUR = 3_600_000
const iso = (ms: number) => new Date(ms).toISOString()

/** A list that grows: a level, or a counter with its rate. */
export function readingsAt(at: number) {
  const list: Latest[] = []
  const add = (metric: string, attributes: Attributes, value: number | null, total?: number | null, age = 0) => {
    const { unit, instrument } = describeMetric(metric)
    const rated = instrument === 'counter' ? `${unit}/s` : unit
    list.push({ metric, attributes, unit: rated, value, at: iso(at - age), ...(total === undefined ? {} : { total }) })
  }
  return { list, add }
}

/** A machine in trouble misses its camera and more; the rest of what it reads is the same. */
export function senses(at: number, isTroubled: boolean): Latest[] {
  const { list, add } = readingsAt(at)
  const wrong = Number(isTroubled)

  for (const [mountpoint, inodes, readonly] of [
    ['/', 0.12, 0],
    ['/data', 0.03, wrong],
  ] as const) {
    const volume = { 'system.filesystem.mountpoint': mountpoint }
    add('forewarn.filesystem.inodes.utilization', volume, inodes)
    add('forewarn.filesystem.readonly', volume, readonly)
  }
  for (const [name, busy, latency, queue, read, written] of [
    ['nvme0n1', 0.07, 0.00041, 0.02, 1_240_000, 310_000],
    ['sda', 0.31 + wrong * 0.6, 0.0182 + wrong * 1.4, 0.6 + wrong * 11, 88_000, 2_410_000],
  ] as const) {
    const disk = { 'system.device': name }
    add('forewarn.disk.utilization', disk, busy)
    add('forewarn.disk.latency', disk, latency)
    add('forewarn.disk.queue', disk, queue)
    add('system.disk.io', { ...disk, 'disk.io.direction': 'read' }, read, 48 * GIB)
    add('system.disk.io', { ...disk, 'disk.io.direction': 'write' }, written, 31 * GIB)
    add('system.disk.operations', { ...disk, 'disk.io.direction': 'read' }, 32, 1_204_331)
    add('system.disk.operations', { ...disk, 'disk.io.direction': 'write' }, 41, 988_120)
  }
  for (const [name, up, speed, errors, drops, changes] of [
    ['eth0', 1, 125_000_000, 3, 118, 5],
    ['wlan0', 0, null, 0, 0, 0],
  ] as const) {
    const card = { 'network.interface.name': name }
    add('hw.network.up', card, up)
    add('hw.network.bandwidth.limit', card, speed)
    add('forewarn.network.carrier.changes', card, 0.00004, changes)
    for (const direction of ['receive', 'transmit'] as const) {
      const way = { ...card, 'network.io.direction': direction }
      add('system.network.errors', way, 0, direction === 'receive' ? errors : 0)
      add('system.network.packet.dropped', way, 0.001, direction === 'receive' ? drops : 0)
    }
  }
  for (const [target, trip, loss, jitter] of [
    ['gateway', 0.0006, 0, 0.0001],
    ['collector', 0.0031, 0, 0.0004],
    ['录播教室 听讲', isTroubled ? null : 0.0127, wrong, isTroubled ? null : 0.0031],
    ['Cloud classroom', 0.0412, 0.02, 0.0065],
  ] as const) {
    const to = { 'forewarn.target': target }
    add('forewarn.network.round_trip', to, trip)
    add('forewarn.network.loss', to, loss)
    add('forewarn.network.jitter', to, jitter)
  }
  for (const [id, place, degrees, warning, critical] of [
    ['coretemp/isa-0000/temp1', 'Package id 0', 58.5 + wrong * 43, 84, 100],
    ['coretemp/isa-0000/temp2', 'Core 0', 57, 84, 100],
    ['acpitz/LNXTHERM:00/temp1', 'acpitz', 48, null, null],
  ] as const) {
    const sensor = { 'hw.id': id, 'hw.sensor_location': place }
    add('hw.temperature', sensor, degrees)
    if (warning !== null) add('hw.temperature.limit', { ...sensor, 'hw.limit_type': 'high.degraded' }, warning)
    if (critical !== null) add('hw.temperature.limit', { ...sensor, 'hw.limit_type': 'high.critical' }, critical)
  }
  const fan = { 'hw.id': 'nct6775/isa-0290/fan2', 'hw.sensor_location': 'CPU fan' }
  add('hw.fan.speed', fan, isTroubled ? 0 : 1180)
  add('hw.fan.speed.limit', { ...fan, 'hw.limit_type': 'low.critical' }, 300)
  const battery = { 'hw.id': 'BAT0' }
  add('hw.battery.charge', battery, 0.97 - wrong * 0.5)
  add('hw.battery.time_left', { ...battery, 'hw.state': 'discharging' }, isTroubled ? 2_940 : null)
  add('forewarn.battery.health', battery, 0.88)
  add('forewarn.power.mains', {}, 1 - wrong)
  for (const [resource, stall, share] of [
    ['cpu', 'some', 0.018],
    ['memory', 'some', wrong * 0.2],
    ['memory', 'full', wrong * 0.07],
    ['io', 'some', 0.006 + wrong * 0.4],
    ['io', 'full', 0.002 + wrong * 0.3],
  ] as const)
    add('forewarn.pressure.stall', { 'forewarn.resource': resource, 'forewarn.stall': stall }, share, 812)

  const hourly = 25 * 60_000
  const smart = (id: string, attribute: string, value: number) =>
    add(
      'hw.physical_disk.smart',
      { 'hw.id': id, 'hw.physical_disk.smart_attribute': attribute },
      value,
      undefined,
      hourly,
    )
  const errors = (id: string, type: string, total: number) =>
    add('hw.errors', { 'hw.id': id, 'hw.type': 'physical_disk', 'error.type': type }, 0, total, hourly)
  for (const [id, healthy, on, degrees, left] of [
    ['nvme0', 1, 6412 * 3600, 43, 0.91],
    ['sda', 1 - wrong, 18_204 * 3600, 39, null],
  ] as const) {
    add('forewarn.drive.healthy', { 'hw.id': id }, healthy, undefined, hourly)
    add('forewarn.drive.power_on', { 'hw.id': id }, on, undefined, hourly)
    add('hw.temperature', { 'hw.id': id }, degrees, undefined, hourly)
    add('hw.temperature.limit', { 'hw.id': id, 'hw.limit_type': 'high.critical' }, 70, undefined, hourly)
    if (left !== null) add('hw.physical_disk.endurance_utilization', { 'hw.id': id }, left, undefined, hourly)
  }
  smart('nvme0', 'Available Spare', 1)
  smart('nvme0', 'Unsafe Shutdowns', 31)
  errors('nvme0', 'uncorrected', 0)
  smart('sda', 'Reallocated Sectors', wrong * 1208)
  smart('sda', 'Pending Sectors', wrong * 48)
  smart('sda', 'Reported Uncorrectable Errors', wrong * 12)
  errors('sda', 'crc', 2)

  for (const [name, instances, uptime, restarts, cpu, memory, handles, hung] of [
    ['白板', 1, 3_720, 2, 0.124, 812 * MIB, 2341, wrong],
    ['Slide player', 2, 640, 0, 0.031, 340 * MIB, 890, 0],
    ['Teaching helper', 0, null, 0, null, null, null, null],
  ] as const) {
    const program = { 'forewarn.program': name }
    add('forewarn.program.instances', program, instances)
    add('forewarn.program.uptime', program, uptime)
    add('forewarn.program.restarts', program, 0, restarts)
    add('forewarn.program.cpu.utilization', program, cpu)
    add('forewarn.program.memory.usage', program, memory)
    add('forewarn.program.handles', program, handles)
    add('forewarn.program.hung', program, hung)
  }
  add('system.process.count', {}, 312)
  for (const [state, count] of Object.entries({ running: 2, sleeping: 305, blocked: 4, stopped: 0, defunct: 1 }))
    add('system.process.count', { 'process.state': state }, count)
  add('forewarn.service.failed', {}, wrong * 2)
  for (const [name, present] of [
    ['Room camera', 1 - wrong],
    ['Touch frame', 1],
    ['Microphone', 1],
  ] as const)
    add('forewarn.peripheral.present', { 'forewarn.peripheral': name }, present)
  for (const [kind, count] of Object.entries({
    camera: 1 - wrong,
    microphone: 1,
    speaker: 1,
    display: 1,
    touch: 1,
    usb: 2,
  }))
    add('forewarn.peripheral.count', { kind }, count)
  add('forewarn.updates.pending', {}, 12, undefined, hourly)
  add('forewarn.updates.security', {}, 3, undefined, hourly)
  add('forewarn.reboot.required', {}, wrong, undefined, hourly)
  add('forewarn.clock.offset', {}, -0.312)
  add('forewarn.clock.synchronized', {}, 1 - wrong)
  add('forewarn.dns.success', {}, 1 - wrong)
  add('forewarn.dns.duration', {}, isTroubled ? null : 0.0141)

  add('process.cpu.utilization', {}, 0.0008)
  add('process.memory.usage', {}, 41 * MIB)
  add('process.uptime', {}, 22_260)
  add('forewarn.spool.size', {}, 128 * 1024)
  add('forewarn.spool.dropped', {}, 0, 0)
  add('forewarn.events.suppressed', {}, 0, 4)
  add('forewarn.agent.slowdown', {}, 1 + wrong * 3)
  add('forewarn.sampler.lag', {}, 0.011)
  for (const source of SOURCES) {
    add('forewarn.source.duration', { source }, null)
    add('forewarn.source.success', { source }, null)
  }
  add('forewarn.cpu.busiest.utilization', {}, 0.41)
  add('forewarn.cpu.steal.utilization', {}, 0)
  add('system.cpu.load_average.1m', {}, 0.83)
  add('system.memory.usage', {}, 7.2 * GIB)
  add('system.linux.memory.available', {}, 8.8 * GIB)
  add('system.paging.usage', {}, 96 * MIB)
  add('system.paging.utilization', {}, 0.047)
  add('forewarn.memory.commit.usage', {}, 11.3 * GIB)
  add('forewarn.memory.commit.limit', {}, 10 * GIB)
  return list
}

export const WATCH_LIST: SiteWatchList = {
  watchedPrograms: [{ name: '白板', executables: ['whiteboard'], roles: [] }],
  requiredPeripherals: [
    { name: 'Room camera', kind: 'camera', usbId: '1a2b:3c4d', roles: [] },
    { name: 'Touch frame', kind: 'touch', usbId: null, roles: [] },
    { name: 'Microphone', kind: 'microphone', usbId: null, roles: [] },
  ],
  peers: [{ name: 'Cloud classroom', host: 'classroom.example', port: 443, roles: [] }],
}

export const SOURCES = [
  'battery',
  'clock',
  'cpu',
  'disks',
  'dns',
  'drives',
  'memory',
  'network',
  'programs',
  'services',
]

export function inventory(now: number, isTroubled: boolean): LatestAnswer['inventory'] {
  const at = iso(now - 3 * HOUR)
  const of = (subject: string, facts: LatestAnswer['inventory'][number]['facts']) => ({ subject, facts, at })
  return [
    of('os', { name: 'Debian GNU/Linux 12', kernel: '6.1.0-18-amd64', arch: 'x86_64' }),
    of('cpu', { model: 'Example CPU @ 2.40GHz', count: 4 }),
    of('memory', { bytes: 16 * GIB }),
    of('host', {
      hostname: 'pc-301',
      vendor: 'Example',
      product: 'Board 86',
      board: 'Example MB-4',
      bios: '1.14',
      biosDate: '03/18/2024',
      chassis: 'all-in-one',
    }),
    of('memory-modules', {
      'module 1': '8 GiB DDR4 2666 MT/s Example M8',
      'module 2': '8 GiB DDR4 2666 MT/s Example M8',
    }),
    of('graphics', { 'controller 1': 'Example HD Graphics 630' }),
    of('network-cards', { eth0: 'e1000e 8086:15BE', wlan0: 'iwlwifi 8086:2723' }),
    of('software', {
      chromium: '120.0.6099',
      cups: '2.4.2',
      smartmontools: null,
      systemd: '252.22',
      'wps-office': '11.1',
    }),
    of('peripherals', {
      camera: isTroubled ? '' : 'Example Room Camera (1a2b:3c4d)',
      microphone: 'Example Array Microphone',
      speaker: 'HDA Intel PCH',
      display: 'Example 86in (HDMI-A-1)',
      touch: 'Example Touch 20 points (1ff7:0013)',
      usb: 'Example Keyboard (04d9:0006); Example Hub (05e3:0608)',
    }),
    of('updates', { manager: 'apt', listsFrom: '2026-11-20', pending: 12, security: 'chromium openssl libssl3' }),
    of('reboot', { required: isTroubled, for: isTroubled ? 'kernel 6.1.0-28-amd64' : null }),
    of('battery', { present: true, manufacturer: 'Example', model: 'UB-4', technology: 'Li-ion', cycles: 212 }),
    of('reach', { gateway: 'icmp', collector: 'icmp', 'Cloud classroom': 'tcp' }),
    of('processes', {
      'cpu.1.name': 'whiteboard',
      'cpu.1.share': 0.12,
      'cpu.2.name': 'kernel',
      'cpu.2.share': 0.02,
      'memory.1.name': 'whiteboard',
      'memory.1.bytes': 816 * MIB,
      'memory.2.name': 'slides',
      'memory.2.bytes': 336 * MIB,
      'memory.3.name': 'gnome-shell',
      'memory.3.bytes': 240 * MIB,
    }),
    of('services', { failed: isTroubled ? 'cups.service display-manager.service' : '' }),
    of('drive:nvme0', {
      model: 'Example SSD 256',
      serial: 'S123',
      firmware: '2B2Q',
      bytes: 256_060_514_304,
      rotation: 0,
      protocol: 'nvme',
      verdict: 'healthy',
      evidence: 'smart',
      reasons: null,
      advice: null,
      selfTest: 'passed',
    }),
    of('drive:sda', {
      model: 'Example HD 1000',
      serial: 'W456',
      firmware: 'CC43',
      bytes: 1_000_204_886_016,
      rotation: 7200,
      protocol: 'ata',
      verdict: isTroubled ? 'failing' : 'healthy',
      evidence: isTroubled ? 'counters' : 'smart',
      reasons: isTroubled ? 'reallocated 1208; pending 48; reported-uncorrectable 12' : null,
      advice: isTroubled ? 'cable' : null,
      selfTest: isTroubled ? 'failed' : null,
    }),
  ]
}

/** One event of every kind the product names, and one it does not, each with what such an event carries. */
export function sensedEvents(now: number): DeviceEvent[] {
  let minutes = 2
  let id = 1000
  const events: DeviceEvent[] = []
  const tell = (name: string, severity: DeviceEvent['severity'], attributes: DeviceEvent['attributes'] = {}) => {
    const at = iso(now - (minutes *= 1.22) * 60_000)
    events.push({ id: String(id--), name, severity, attributes, at, sampledAt: at, receivedAt: at })
  }
  tell('peripheral.vanished', 'warning', { kind: 'camera', name: 'Example Room Camera', usbId: '1a2b:3c4d' })
  tell('usb.error', 'warning', { device: '1-4', code: 'reset', count: 214, first: iso(now - HOUR), last: iso(now) })
  tell('program.hung', 'warning', { program: '白板', executable: 'whiteboard', pid: 2092, uptimeSeconds: 3210 })
  tell('program.crash', 'error', { program: '白板', pid: 1844, reason: 'signal', signal: 'SIGSEGV', exitCode: null })
  tell('memory.oom-kill', 'error', {
    program: 'slides',
    pid: 1702,
    scope: 'system',
    evidence: 'Out of memory: Killed process 1702 (slides) total-vm:2546008kB, anon-rss:1665620kB',
  })
  tell('drive.failing', 'error', {
    drive: 'sda',
    model: 'Example HD 1000',
    evidence: 'counters',
    reasons: 'reallocated 1208; pending 48',
    advice: 'cable',
    before: 'degraded',
  })
  tell('disk.io-error', 'error', {
    device: 'sda',
    code: 'io',
    sector: 123_456,
    operation: 'read',
    evidence: 'I/O error, dev sda',
  })
  tell('filesystem.read-only', 'error', { mountpoint: '/data', device: '/dev/sda1', type: 'ext4' })
  tell('service.failed', 'warning', { unit: 'cups.service', result: 'exit-code', status: 1, restarts: 2 })
  tell('network.link-down', 'warning', { interface: 'eth0' })
  tell('agent.over-budget', 'warning', { reason: 'cpu', slowdown: 4 })
  tell('system.boot', 'warning', {
    previousEnd: 'unclean',
    previousCause: 'power-loss-or-hang',
    downSeconds: 247,
    bootSeconds: 31.4,
    kind: 'cold',
    evidence: 'mark:cut wtmp:crash',
    bootId: 'c0ffee',
  })
  tell('agent.start', 'info', { version: '0.1.0', previous: 'unclean', rebooted: true })
  tell('something.from.a.newer.agent', 'info', { colour: 'green', seconds: 4 })
  return events
}
