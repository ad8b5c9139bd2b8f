import type { Series } from '@forewarn/shared/record.ts'
import type { StoredLayout } from '@forewarn/collector/store/layouts.ts'

/*
 * A made-up terminal whose 30 readings move as real ones do: levels that jitter and burst with the lessons of a day, memory in pages, counters
 * that grow by noisy steps, and a few numbers that hardly ever change. All from one seed, with the precision the agent sends.
 */

const PAGE = 4096
const SECTOR = 512
const MEMORY = 8_241_504_256
const VOLUMES = [255_989_469_184, 1_000_202_241_024] as const
const DAY_MS = 86_400_000
const LESSONS = { from: 8 / 24, to: 17 / 24 }

const io = (direction: string): Record<string, string> => ({ 'disk.io.direction': direction, 'system.device': 'sda' })
const net = (direction: string): Record<string, string> => ({
  'network.io.direction': direction,
  'system.device': 'eth0',
})
const volume = (mount: string): Record<string, string> => ({ 'system.filesystem.mountpoint': mount })

export const LAYOUTS: readonly StoredLayout[] = (
  [
    [
      'cpu',
      [
        ['system.cpu.utilization'],
        ['forewarn.cpu.busiest.utilization'],
        ['forewarn.cpu.steal.utilization'],
        ['system.cpu.load_average.1m'],
      ],
    ],
    [
      'memory',
      [
        ['system.memory.limit'],
        ['system.memory.usage'],
        ['system.memory.utilization'],
        ['system.linux.memory.available'],
        ['system.paging.usage'],
      ],
    ],
    [
      'disks',
      [
        ['system.disk.io', io('read')],
        ['system.disk.io', io('write')],
        ['system.disk.operations', io('read')],
        ['system.disk.operations', io('write')],
        ['forewarn.disk.utilization'],
      ],
    ],
    [
      'network',
      ['receive', 'transmit'].flatMap((direction): Series[] => [
        ['system.network.io', net(direction)],
        ['system.network.errors', net(direction)],
        ['system.network.packet.dropped', net(direction)],
      ]),
    ],
    [
      'volumes',
      ['/', '/home'].flatMap((mount): Series[] => [
        ['system.filesystem.usage', volume(mount)],
        ['system.filesystem.utilization', volume(mount)],
      ]),
    ],
    [
      'sensors',
      [
        ['hw.temperature', { 'hw.id': 'package' }],
        ['hw.temperature', { 'hw.id': 'nvme' }],
        ['hw.fan.speed'],
        ['hw.temperature.limit'],
      ],
    ],
    ['uptime', [['system.uptime'], ['system.process.count']]],
  ] as [string, Series[]][]
).map(([source, series], i) => ({ id: i + 1, source, series }))

export const VALUES = LAYOUTS.reduce((sum, { series }) => sum + series.length, 0)

/** One terminal. `sample(at)` moves it on to that time and leaves its readings in `blocks`, each as `block` of an entry takes them. */
export function createTerminal(seed: number) {
  const blocks = LAYOUTS.map(({ id, series }) => [id, ...series.map(() => 0)])
  const [cpu, memory, disks, network, volumes, sensors, uptime] = blocks as [
    number[],
    number[],
    number[],
    number[],
    number[],
    number[],
    number[],
  ]
  let state = (seed * 2_654_435_761) | 1
  let load = 0.2
  let burst = 0
  let used = 0.35
  let heat = 45
  let before: number | null = null

  /** In [0, 1) (xorshift32). */
  function chance(): number {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }

  /** About normal, mean 0, spread 1. */
  const noise = (): number => (chance() + chance() + chance() - 1.5) * 2

  const share = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4

  return {
    blocks,
    sample(at: number): void {
      const seconds = before === null ? 10 : (at - before) / 1000
      before = at
      const hour = (at % DAY_MS) / DAY_MS
      const busy = hour >= LESSONS.from && hour < LESSONS.to ? 1 : 0.15
      if (burst > 0) burst -= 1
      else if (chance() < 0.01 * busy) burst = 1 + Math.floor(chance() * 12)
      const work = busy * (0.08 + 0.03 * Math.abs(noise())) + (burst > 0 ? 0.4 + 0.1 * noise() : 0)
      cpu[1] = share(work)
      cpu[2] = share(work * (1.3 + 0.4 * chance()))
      cpu[3] = chance() < 0.05 ? share(chance() * 0.01) : 0
      load += (work * 4 - load) * 0.15
      cpu[4] = Math.round(load * 100) / 100

      used = Math.min(0.9, Math.max(0.2, used + 0.002 * noise() + 0.001 * (0.35 + 0.2 * busy - used)))
      const bytes = Math.floor((used * MEMORY) / PAGE) * PAGE
      memory[1] = MEMORY
      memory[2] = bytes
      memory[3] = share(bytes / MEMORY)
      memory[4] = MEMORY - bytes - Math.floor(chance() * 2_000) * PAGE
      if (chance() < 0.01) memory[5] = Math.floor(chance() * 50_000) * PAGE

      const writes = Math.floor(seconds * (1 + 12 * work * chance() + 3 * chance()))
      const reads = chance() < 0.3 * busy ? Math.floor(seconds * 20 * work * chance()) : 0
      disks[1]! += reads * 32 * SECTOR
      disks[2]! += writes * (8 + Math.floor(chance() * 24)) * SECTOR
      disks[3]! += reads
      disks[4]! += writes
      disks[5] = share((writes + reads) * 0.0009 + 0.002 * chance())

      const received = Math.floor(
        seconds * (600 + busy * 40_000 * chance() ** 3 + (burst > 0 ? 900_000 * chance() : 0)),
      )
      network[1]! += received
      network[4]! += Math.floor(received * 0.06 + seconds * 300 * chance())
      if (chance() < 0.0005) network[2]! += 1
      if (chance() < 0.003) network[3]! += 1 + Math.floor(chance() * 4)

      VOLUMES.forEach((size, i) => {
        const at = 1 + 2 * i
        if (volumes[at] === 0) volumes[at] = Math.floor((size * (0.3 + 0.4 * chance())) / PAGE) * PAGE
        if (chance() < 0.4 * busy) volumes[at]! += Math.floor(chance() * 60 - 20) * PAGE
        volumes[at + 1] = share(volumes[at]! / size)
      })

      heat += (40 + 40 * work - heat) * 0.2 + 0.3 * noise()
      sensors[1] = Math.round(heat)
      sensors[2] = Math.round((heat * 0.8 + 6) * 10) / 10
      sensors[3] = Math.round(900 + 20 * heat + 15 * noise())
      sensors[4] = 100
      uptime[1] = Math.floor(at / 1000) % 604_800
      uptime[2] = 190 + Math.round(20 * work + 2 * noise())
    },
  }
}

export type Terminal = ReturnType<typeof createTerminal>
