import type { Device, DeviceEvent, Latest, LatestAnswer, Ledger, SeriesAnswer, Site } from '@forewarn/shared/api.ts'

import { hostileInventory, hostileSenses } from './hostile.ts'
import { SOURCES, inventory, sensedEvents, senses } from './senses.ts'

const HOUR = 3_600_000
const iso = (ms: number) => new Date(ms).toISOString()

/** Names as a careless or hostile person might give them. */
export const HOSTILE_NAMES = [
  '<script>document.title="owned"</script>',
  '<img src=x onerror="document.title=\'owned\'">',
  '\u202Eתיכ תחול\u202C 反向 \u200F',
  `${'很长的名字'.repeat(600)}end`,
  '🧑‍🏫👩‍👩‍👧‍👦 教室 🎓',
  "'; DROP TABLE devices; -- {{count}} $t(signIn.title)",
]

/** A device in good health, with whatever is to be different. */
export function device(id: string, now: number, changes: Partial<Device> = {}): Device {
  return {
    id,
    name: `设备 ${id}`,
    hostname: `pc-${id}`,
    platform: 'linux-x64',
    role: 'board',
    siteId: 's1',
    siteName: '谷雨路小学',
    roomId: 'r1',
    roomName: '三(2)班',
    agentVersion: '0.1.0',
    state: 'online',
    flags: [],
    enrolledAt: iso(now - 20 * 24 * HOUR),
    lastSeenAt: iso(now - 3000),
    clockOffsetSeconds: 0.4,
    summary: { cpu: 0.23, memory: 0.45, fullestVolume: 0.61, uptimeSeconds: 6 * 3600 + 720 },
    ...changes,
  }
}

/** A small school: healthy, full, offline, unsure and never-seen devices, and the hostile names. */
export function school(now: number): Device[] {
  const healthy = device('d1', now).summary
  return [
    device('d1', now, { name: '三(2)班 智慧黑板' }),
    device('d2', now, {
      name: '三(1)班 智慧黑板',
      roomName: '三(1)班',
      summary: { ...healthy, fullestVolume: 0.97, cpu: 0.08 },
    }),
    device('d3', now, {
      name: '录播教室 主讲',
      role: 'lecture-room-main',
      roomName: '录播教室',
      state: 'offline',
      lastSeenAt: iso(now - 21 * 60_000),
    }),
    device('d4', now, {
      name: '二(4)班 智慧黑板',
      roomName: '二(4)班',
      flags: ['clock-off', 'rolled-back'],
      clockOffsetSeconds: -312,
    }),
    device('d5', now, { name: '科学教室 智慧黑板', roomName: '科学教室', flags: ['losing-records'] }),
    device('d6', now, {
      name: '图书室 电脑',
      role: 'other',
      roomId: null,
      roomName: null,
      state: 'never',
      lastSeenAt: null,
      clockOffsetSeconds: null,
      agentVersion: null,
      summary: { cpu: null, memory: null, fullestVolume: null, uptimeSeconds: null },
    }),
    ...HOSTILE_NAMES.map((name, index) => device(`h${index}`, now, { name, hostname: name, roomName: name })),
  ]
}

/** Many devices, a few of them not well. */
export function fleet(count: number, now: number): Device[] {
  return Array.from({ length: count }, (_, index) =>
    device(`n${index}`, now, {
      name: `${Math.floor(index / 40) + 1} 号楼 ${(index % 40) + 1} 班`,
      state: index % 50 === 7 ? 'offline' : 'online',
      flags: index % 97 === 3 ? ['clock-off'] : [],
      summary: {
        cpu: ((index * 37) % 100) / 100,
        memory: ((index * 53) % 90) / 100,
        fullestVolume: ((index * 71) % 96) / 100,
        uptimeSeconds: index * 61,
      },
    }),
  )
}

const SCHOOL_NAMES = [
  '谷雨路',
  '白露',
  '芦汀',
  '知远',
  '桐荫',
  '鹿鸣里',
  '海棠里',
  '柳岸',
  '竹溪里',
  '书香里',
  '稻香里',
  '麦田',
  '荷塘路',
  '石板巷',
  '银杏街',
  '橘园',
]

/** Many schools of a few dozen terminals, some of them off, silent or not connected yet. */
export function schools(count: number, now: number): { sites: Site[]; devices: Device[] } {
  const sites = Array.from({ length: count }, (_, index): Site => {
    const name = SCHOOL_NAMES[index % SCHOOL_NAMES.length]!
    const round = index < SCHOOL_NAMES.length ? '' : String(Math.floor(index / SCHOOL_NAMES.length) + 1)
    return { id: `s${index + 1}`, name: `${name}小学${round}`, timeZone: 'Asia/Shanghai', devices: 0, online: 0 }
  })
  const devices = sites.flatMap(({ id, name }, index) =>
    Array.from({ length: 22 + ((index * 7) % 31) }, (_, place) =>
      device(index === 0 ? `d${place}` : `${id}-${place}`, now, {
        name: `${Math.floor(place / 6) + 1}(${(place % 6) + 1})班 智慧黑板`,
        roomId: `${id}-r${place}`,
        roomName: `${Math.floor(place / 6) + 1}(${(place % 6) + 1})班`,
        siteId: id,
        siteName: name,
        state: index === 3 || (place * 13 + index * 5) % 97 === 7 ? 'offline' : 'online',
      }),
    ),
  )
  return { sites, devices }
}

const wave = (at: number, period: number, low: number, high: number) =>
  low + ((high - low) * (1.4 + Math.sin((at / period) * 2 * Math.PI) + 0.4 * Math.sin(at / 61_000))) / 2.8

const VOLUMES = [{ 'system.filesystem.mountpoint': '/' }, { 'system.filesystem.mountpoint': '/data' }]
const CARDS = ['receive', 'transmit'].map(direction => ({
  'network.interface.name': 'eth0',
  'network.io.direction': direction,
}))

function seriesOf(metric: string): { attributes: Record<string, string>; unit: string; value(at: number): number }[] {
  switch (metric) {
    case 'system.cpu.utilization':
      return [{ attributes: {}, unit: '1', value: at => wave(at, 20 * 60_000, 0.08, 0.6) }]
    case 'system.memory.utilization':
      return [{ attributes: {}, unit: '1', value: at => wave(at, 3 * HOUR, 0.38, 0.55) }]
    case 'system.filesystem.utilization':
      return VOLUMES.map((attributes, index) => ({ attributes, unit: '1', value: () => (index === 0 ? 0.61 : 0.24) }))
    case 'system.network.io':
      return CARDS.map((attributes, index) => ({
        attributes,
        unit: 'By/s',
        value: at => wave(at, 9 * 60_000, 0, index === 0 ? 2_400_000 : 300_000),
      }))
    case 'forewarn.source.duration':
      return SOURCES.map((source, index) => ({ attributes: { source }, unit: 's', value: () => 0.0004 * 3 ** index }))
    case 'forewarn.source.success':
      return SOURCES.map((source, index) => ({
        attributes: { source },
        unit: '1',
        value: () => (index === 4 ? 0.98 : 1),
      }))
    default:
      return []
  }
}

/** A device's history with a hole in it, a fifth of the way from its end. */
export function series(metric: string, from: number, to: number, maxPoints: number): SeriesAnswer {
  const joined = to - from > 2 * HOUR
  const stepMs = joined ? Math.ceil((to - from) / maxPoints / 60_000) * 60_000 : 10_000
  const hole = [from + (to - from) * 0.72, from + (to - from) * 0.8] as const
  const columns = seriesOf(metric).map(({ attributes, unit, value }) => {
    const time: number[] = []
    const mean: (number | null)[] = []
    for (let at = Math.ceil(from / stepMs) * stepMs; at <= to; at += stepMs) {
      const inside = at > hole[0] && at < hole[1]
      if (inside && mean.at(-1) === null) continue
      time.push(at)
      mean.push(inside ? null : value(at))
    }
    const spread = (by: number) => mean.map(v => (v === null ? null : v * by))
    return { metric, attributes, unit, time, mean, ...(joined ? { min: spread(0.8), max: spread(1.3) } : {}) }
  })
  return {
    from: iso(from),
    to: iso(to),
    resolution: joined ? '5m' : 'raw',
    stepMs: joined ? stepMs : null,
    series: columns,
  }
}

/** The newest readings, as of `at`. */
export function readings(at: number): Latest[] {
  const reading = (metric: string, unit: string, value: number, attributes: Record<string, string> = {}): Latest => ({
    metric,
    attributes,
    unit,
    value,
    at: iso(at),
  })
  const measured = [
    'system.cpu.utilization',
    'system.memory.utilization',
    'system.filesystem.utilization',
    'system.network.io',
  ]
  return [
    ...measured.flatMap(metric =>
      seriesOf(metric).map(({ attributes, unit, value }) => reading(metric, unit, value(at), attributes)),
    ),
    reading('system.memory.limit', 'By', 16 * 2 ** 30),
    ...VOLUMES.flatMap((attributes, index) => [
      reading('system.filesystem.limit', 'By', 256 * 2 ** 30, attributes),
      reading('system.filesystem.usage', 'By', (index === 0 ? 156 : 61) * 2 ** 30, attributes),
    ]),
    reading('system.uptime', 's', 22_320),
    reading('forewarn.spool.records', '{record}', 0),
  ]
}

/** Everything a device tells: d5 is in trouble, h0 lies. */
export function latestOf(device: Device, at: number): LatestAnswer {
  const base = device.state === 'never' ? [] : readings(at)
  if (device.id === 'h0')
    return {
      device,
      readings: [...base, ...hostileSenses(at, HOSTILE_NAMES)],
      inventory: hostileInventory(at, HOSTILE_NAMES),
    }
  const isTroubled = device.id === 'd5'
  return {
    device,
    readings: device.state === 'never' ? [] : [...base, ...senses(at, isTroubled)],
    inventory: device.state === 'never' ? [] : inventory(at, isTroubled),
  }
}

export function events(now: number): DeviceEvent[] {
  const event = (id: string, name: string, severity: DeviceEvent['severity'], ago: number, late = 0): DeviceEvent => ({
    id,
    name,
    severity,
    attributes: { reason: HOSTILE_NAMES[0]!, version: '0.1.0', previous: null },
    at: iso(now - ago),
    sampledAt: iso(now - ago),
    receivedAt: iso(now - ago + late),
  })
  return [
    ...sensedEvents(now),
    event('e4', 'source.failed', 'warning', 12 * 60_000),
    event('e3', 'spool.corrupt', 'error', 5 * HOUR, HOUR),
    event('e2', 'agent.start', 'info', 6 * HOUR),
    event('e1', 'something.from.a.newer.agent', 'info', 30 * HOUR),
  ]
}

export function ledger(now: number): Ledger {
  return {
    received: 184_220,
    backfilled: 1204,
    duplicates: 31,
    dropped: 12,
    missing: 3,
    gaps: [
      {
        epoch: 1,
        first: 900,
        last: 911,
        count: 12,
        from: iso(now - 30 * HOUR),
        to: iso(now - 29.8 * HOUR),
        reason: 'spool-full',
      },
      { epoch: 1, first: 2000, last: 2002, count: 3, from: null, to: null, reason: 'missing' },
    ],
  }
}
