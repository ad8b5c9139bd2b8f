import { execFile, execFileSync } from 'node:child_process'
import { totalmem } from 'node:os'

/** What another tool says now, by the key of the reading that should say the same. */
export type Facts = Map<string, number>

/** One way to learn the same facts without the agent. */
export interface Comparison {
  /** What is compared, and by what. */
  name: string
  /** The program it takes. */
  program: string
  /** The metrics whose every reading must be among the facts, and agree. */
  metrics: string[]
  /** How far a reading may lie outside what the other tool said before and after; absent where it must not. */
  slack?: (metric: string) => number
  look: () => Facts | Promise<Facts>
  /** `around`: asked before and after the agent reads. `meanwhile`: started with it, and done when it is done. */
  when: 'around' | 'meanwhile'
}

/** How a reading is found among the facts: its metric, and the values of its attributes. */
export function keyOf(metric: string, ...attributes: string[]): string {
  return [metric, ...attributes].join(' ')
}

const ENVIRONMENT = { ...process.env, LC_ALL: 'C' }

function said(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Lines of words, without the first `skip` lines. */
function table(text: string, skip = 0): string[][] {
  return text
    .split('\n')
    .slice(skip)
    .filter(line => line.trim() !== '')
    .map(line => line.trim().split(/\s+/))
}

/** Other tests run on this machine at the same time; memory and disk space move by so much meanwhile. */
const MEMORY_SLACK = totalmem() * 0.05
const SPACE_SLACK = 512 * 1024 * 1024
/** Two seconds of a busy machine are not alike. */
const SHARE_SLACK = 0.3

/** Shares of processor time from top, a second each: the least and the most of all, the busiest and what was stolen. */
function looksOfTop(): Promise<Facts> {
  const { promise, resolve, reject } = Promise.withResolvers<Facts>()
  execFile('top', ['-b', '-1', '-n', '4', '-d', '1'], { env: ENVIRONMENT }, (error, stdout) => {
    if (error !== null) return reject(error)
    // Its first look is over the time since boot.
    const looks = stdout.split(/^top - /m).slice(2)
    const shares = looks.map(look => {
      const cpus = [...look.matchAll(/^%Cpu\d+.*$/gm)].flatMap(([line]) => line.split(/(?=%Cpu\d)/))
      const of = (cpu: string, what: string): number => Number(new RegExp(`([\\d.]+) ${what}\\b`).exec(cpu)?.[1])
      const busy = cpus.map(cpu => 1 - (of(cpu, 'id') + of(cpu, 'wa')) / 100)
      const stolen = cpus.map(cpu => of(cpu, 'st') / 100)
      return { all: mean(busy), busiest: Math.max(...busy), stolen: mean(stolen) }
    })
    resolve(
      new Map([
        ['system.cpu.utilization', mean(shares.map(({ all }) => all))],
        ['forewarn.cpu.busiest.utilization', mean(shares.map(({ busiest }) => busiest))],
        ['forewarn.cpu.steal.utilization', mean(shares.map(({ stolen }) => stolen))],
      ]),
    )
  })
  return promise
}

function mean(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

interface IpLink {
  ifname: string
  flags: string[]
  stats64: Record<'rx' | 'tx', { bytes: number; errors: number }>
}

function linksOfIp(): Facts {
  const links = JSON.parse(said('ip', '-json', '-statistics', 'link', 'show')) as IpLink[]
  return new Map(
    links.flatMap(({ ifname, flags, stats64: { rx, tx } }) => [
      [keyOf('system.network.io', ifname, 'receive'), rx.bytes],
      [keyOf('system.network.io', ifname, 'transmit'), tx.bytes],
      [keyOf('system.network.errors', ifname, 'receive'), rx.errors],
      [keyOf('system.network.errors', ifname, 'transmit'), tx.errors],
      [keyOf('hw.network.up', ifname), flags.includes('LOWER_UP') ? 1 : 0],
    ]),
  )
}

/** A file of sysfs that holds one number, by `cat` and not by the agent's way; no number where it is none. */
function numberIn(path: string): number {
  try {
    return Number(said('cat', path))
  } catch {
    return Number.NaN
  }
}

function linkCounters(): Facts {
  return new Map(
    said('ls', '/sys/class/net')
      .trim()
      .split('\n')
      .flatMap(name => {
        const at = (file: string): number => numberIn(`/sys/class/net/${name}/${file}`)
        return [
          [
            keyOf('system.network.packet.dropped', name, 'receive'),
            at('statistics/rx_dropped') + at('statistics/rx_missed_errors'),
          ],
          [keyOf('system.network.packet.dropped', name, 'transmit'), at('statistics/tx_dropped')],
          [keyOf('forewarn.network.carrier.changes', name), at('carrier_up_count') + at('carrier_down_count')],
        ] as [string, number][]
      }),
  )
}

function volumesOfDf(): Facts {
  const columns = '--output=target,size,used,avail,iused,itotal'
  return new Map(
    table(said('df', '--local', '--block-size=1', columns), 1).flatMap(([target = '', ...columns]) => {
      const [size = 0, used = 0, avail = 0, iused = 0, itotal = 0] = columns.map(Number)
      return [
        [keyOf('system.filesystem.limit', target), size],
        [keyOf('system.filesystem.usage', target), used],
        [keyOf('system.filesystem.utilization', target), used / (used + avail)],
        [keyOf('forewarn.filesystem.inodes.utilization', target), iused / itotal],
      ] as [string, number][]
    }),
  )
}

interface Mounted {
  target: string
  'fs-options': string
}

function readOnlyOfFindmnt(): Facts {
  const answer = said('findmnt', '--json', '--list', '--output', 'TARGET,FS-OPTIONS')
  const { filesystems } = JSON.parse(answer) as { filesystems: Mounted[] }
  return new Map(
    filesystems.map(({ target, 'fs-options': options }) => [
      keyOf('forewarn.filesystem.readonly', target),
      /\b(ro|emergency_ro)\b/.test(options ?? '') ? 1 : 0,
    ]),
  )
}

/** `vmstat -d`: reads are the columns total, merged, sectors, ms; then the same of writes. */
function disksOfVmstat(): Facts {
  return new Map(
    table(said('vmstat', '--disk'), 2).flatMap(([name = '', ...columns]) => {
      const [reads = 0, , sectorsRead = 0, , writes = 0, , sectorsWritten = 0] = columns.map(Number)
      return [
        [keyOf('system.disk.operations', name, 'read'), reads],
        [keyOf('system.disk.operations', name, 'write'), writes],
        [keyOf('system.disk.io', name, 'read'), sectorsRead * 512],
        [keyOf('system.disk.io', name, 'write'), sectorsWritten * 512],
      ] as [string, number][]
    }),
  )
}

function pressureOfAwk(): Facts {
  const program = '{ sub(/total=/, "", $5); print FILENAME, $1, $5 / 1000000 }'
  const files = ['cpu', 'memory', 'io'].map(resource => `/proc/pressure/${resource}`)
  return new Map(
    table(said('awk', '-v', 'OFMT=%.6f', program, ...files)).map(([file = '', stall = '', total]) => [
      keyOf('forewarn.pressure.stall', file.slice(file.lastIndexOf('/') + 1), stall),
      Number(total),
    ]),
  )
}

function memoryOfFree(): Facts {
  const [memory = [], swap = []] = table(said('free', '--bytes'), 1)
  const total = Number(memory[1])
  const available = Number(memory[6])
  const [swapTotal = 0, swapped = 0] = swap.slice(1).map(Number)
  return new Map([
    ['system.memory.limit', total],
    ['system.memory.usage', total - available],
    ['system.memory.utilization', (total - available) / total],
    ['system.linux.memory.available', available],
    ...(swapTotal === 0
      ? []
      : ([
          ['system.paging.usage', swapped],
          ['system.paging.utilization', swapped / swapTotal],
        ] as const)),
  ])
}

function commitOfAwk(): Facts {
  const lines = table(said('awk', '/^Commit/ { print $1, $2 * 1024 }', '/proc/meminfo'))
  const of = (name: string): number => Number(lines.find(([first]) => first === name)?.[1])
  return new Map([
    ['forewarn.memory.commit.usage', of('Committed_AS:')],
    ['forewarn.memory.commit.limit', of('CommitLimit:')],
  ])
}

/** States by the letters of `ps`; what it cannot name, nobody has. */
function processesOfPs(): Facts {
  const letters = said('ps', '-e', '-o', 'stat=')
    .trim()
    .split('\n')
    .map(state => state[0]!)
  const count = (wanted: string): number => letters.filter(letter => wanted.includes(letter)).length
  const states = { running: 'R', sleeping: 'SI', blocked: 'D', stopped: 'Tt', defunct: 'ZX', unknown: '' }
  return new Map([
    ['system.process.count', letters.length],
    ...Object.entries(states).map(
      ([state, wanted]) => [keyOf('system.process.count', state), count(wanted)] as [string, number],
    ),
  ])
}

/** What ping prints, also where nobody answered it. */
function pinged(address: string): string {
  try {
    return said('ping', '-n', '-q', '-c', '3', '-i', '0.2', '-W', '1', address)
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? ''
  }
}

/** What ping says of the default gateway, and of this machine, where an agent that is not enrolled looks for its collector. */
function waysOfPing(): Facts {
  const gateway = /^default via (\S+)/m.exec(said('ip', 'route') + said('ip', '-6', 'route'))?.[1]
  const targets: [name: string, address: string][] = [['collector', '127.0.0.1']]
  if (gateway !== undefined) targets.push(['gateway', gateway])
  return new Map(
    targets.flatMap(([name, address]) => {
      const answer = pinged(address)
      const [average, deviation] = (/= [\d.]+\/([\d.]+)\/[\d.]+\/([\d.]+) ms/.exec(answer) ?? []).slice(1).map(Number)
      // Of a gateway that answers nobody nothing is known, and the agent says as much.
      if (average === undefined) return []
      return [
        [keyOf('forewarn.network.loss', name), Number(/([\d.]+)% packet loss/.exec(answer)?.[1]) / 100],
        [keyOf('forewarn.network.round_trip', name), average / 1000],
        [keyOf('forewarn.network.jitter', name), deviation! / 1000],
      ] as [string, number][]
    }),
  )
}

/** Fails where nothing keeps the clock. */
function clockOfTimedatectl(): Facts {
  const [kept, synchronized] = table(
    said('timedatectl', 'show', '--value', '-p', 'NTP', '-p', 'NTPSynchronized'),
  ).flat()
  if (kept !== 'yes') throw new Error('nothing keeps the clock')
  return new Map([['forewarn.clock.synchronized', synchronized === 'yes' ? 1 : 0]])
}

/** Every comparison there is. A new source adds its own here. */
export const COMPARISONS: Comparison[] = [
  {
    name: 'processors by top',
    program: 'top',
    metrics: ['system.cpu.utilization', 'forewarn.cpu.busiest.utilization', 'forewarn.cpu.steal.utilization'],
    slack: () => SHARE_SLACK,
    look: looksOfTop,
    when: 'meanwhile',
  },
  {
    name: 'load by uptime',
    program: 'uptime',
    metrics: ['system.cpu.load_average.1m'],
    slack: () => 1,
    look: () => new Map([['system.cpu.load_average.1m', Number(/load average: ([\d.]+)/.exec(said('uptime'))?.[1])]]),
    when: 'around',
  },
  {
    name: 'memory by free',
    program: 'free',
    metrics: [
      'system.memory.limit',
      'system.memory.usage',
      'system.memory.utilization',
      'system.linux.memory.available',
      'system.paging.usage',
      'system.paging.utilization',
    ],
    slack: metric => (metric.endsWith('limit') ? 0 : metric.endsWith('utilization') ? 0.05 : MEMORY_SLACK),
    look: memoryOfFree,
    when: 'around',
  },
  {
    name: 'committed memory by awk',
    program: 'awk',
    metrics: ['forewarn.memory.commit.usage', 'forewarn.memory.commit.limit'],
    slack: () => MEMORY_SLACK,
    look: commitOfAwk,
    when: 'around',
  },
  {
    name: 'traffic and links by ip',
    program: 'ip',
    metrics: ['system.network.io', 'system.network.errors', 'hw.network.up'],
    look: linksOfIp,
    when: 'around',
  },
  {
    name: 'drops and link changes by sysfs',
    program: 'cat',
    metrics: ['system.network.packet.dropped', 'forewarn.network.carrier.changes'],
    look: linkCounters,
    when: 'around',
  },
  {
    name: 'volumes by df',
    program: 'df',
    metrics: [
      'system.filesystem.limit',
      'system.filesystem.usage',
      'system.filesystem.utilization',
      'forewarn.filesystem.inodes.utilization',
    ],
    slack: metric => (metric.endsWith('utilization') ? 0.01 : metric.endsWith('usage') ? SPACE_SLACK : 0),
    look: volumesOfDf,
    when: 'around',
  },
  {
    name: 'read-only volumes by findmnt',
    program: 'findmnt',
    metrics: ['forewarn.filesystem.readonly'],
    look: readOnlyOfFindmnt,
    when: 'around',
  },
  {
    name: 'disks by vmstat',
    program: 'vmstat',
    metrics: ['system.disk.io', 'system.disk.operations'],
    look: disksOfVmstat,
    when: 'around',
  },
  {
    name: 'pressure by awk',
    program: 'awk',
    metrics: ['forewarn.pressure.stall'],
    // The agent rounds to a millisecond.
    slack: () => 0.001,
    look: pressureOfAwk,
    when: 'around',
  },
  {
    name: 'uptime by awk',
    program: 'awk',
    metrics: ['system.uptime'],
    slack: () => 1,
    look: () => new Map([['system.uptime', Number(said('awk', '{ print $1 }', '/proc/uptime'))]]),
    when: 'around',
  },
  {
    name: 'processes by ps',
    program: 'ps',
    metrics: ['system.process.count'],
    // Other tests start and end theirs meanwhile.
    slack: () => 25,
    look: processesOfPs,
    when: 'around',
  },
  {
    name: 'gateway and collector by ping',
    program: 'ping',
    metrics: ['forewarn.network.round_trip', 'forewarn.network.loss', 'forewarn.network.jitter'],
    slack: metric => (metric.endsWith('loss') ? 0 : 0.05),
    look: waysOfPing,
    when: 'around',
  },
  {
    name: 'the clock by timedatectl',
    program: 'timedatectl',
    metrics: ['forewarn.clock.synchronized'],
    look: clockOfTimedatectl,
    when: 'around',
  },
]

/** Readings that no other tool here can tell, and why. */
export const INCOMPARABLE: Record<string, string> = {
  'forewarn.disk.utilization': 'over the second between two readings; its rule is proven by a table',
  'forewarn.disk.latency': 'the same',
  'forewarn.disk.queue': 'the same',
  'hw.network.bandwidth.limit': 'no tool but sysfs itself; null on virtual cards',
  'process.cpu.utilization': 'of the process that read, which is gone',
  'process.memory.usage': 'the same',
  'process.uptime': 'the same',
  'forewarn.spool.size': 'none without a running agent',
  'forewarn.spool.records': 'the same',
  'forewarn.spool.dropped': 'the same',
  'forewarn.events.suppressed': 'the same',
}

/** Readings that other suites compare, and where. */
export const COMPARED_ELSEWHERE: Record<string, RegExp> = {
  'sense-probes.test.ts': /^(forewarn\.(service|peripheral|updates|reboot|drive)\.|hw\.physical_disk\.|hw\.errors$)/,
  'sense-programs.test.ts': /^(forewarn\.(program|dns|clock|network\.(round_trip|loss|jitter))|system\.process\.)/,
}
