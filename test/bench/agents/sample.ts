import type { Layout } from '@forewarn/shared/record.ts'

/*
 * What every bench of the wire sends: a sample of 12 values in the five blocks that the first sources of the agent report, about 160 bytes of JSON.
 */
export const LAYOUTS: readonly Layout[] = [
  { source: 'cpu', series: [['system.cpu.utilization'], ['system.cpu.load_average.1m']] },
  {
    source: 'memory',
    series: [['system.memory.usage'], ['system.memory.utilization'], ['system.linux.memory.available']],
  },
  {
    source: 'network',
    series: (['receive', 'transmit'] as const).flatMap(direction => [
      ['system.network.io', { 'network.io.direction': direction }],
      ['system.network.errors', { 'network.io.direction': direction }],
    ]),
  },
  { source: 'volumes', series: [['system.filesystem.usage'], ['system.filesystem.utilization']] },
  { source: 'uptime', series: [['system.uptime']] },
]

export const VALUES = LAYOUTS.reduce((sum, { series }) => sum + series.length, 0)

const MEMORY = 8_241_504_256
const VOLUME = 255_989_469_184

/** The body of a sample's record as JSON; `chance` in [0, 1) makes its readings differ as real ones do. Layout ids count from 1. */
export function sampleText(n: number, up: number, chance: number): string {
  const used = Math.floor((0.4 + 0.1 * chance) * 2_012_086) * 4096
  const disk = 92_274_688_000 + n * 4096
  return (
    `[[1,${(chance * 0.3).toFixed(4)},${(chance * 2).toFixed(2)}]` +
    `,[2,${used},${(used / MEMORY).toFixed(4)},${MEMORY - used}]` +
    `,[3,${n * 18_432 + Math.floor(chance * 9_000)},0,${n * 4_096 + Math.floor(chance * 4_000)},0]` +
    `,[4,${disk},${(disk / VOLUME).toFixed(4)}],[5,${Math.floor(up / 1000)}]]`
  )
}

/** The event that opens an incident for each device that sends it. */
export const CRASH = 'system.boot'
/** That event's body as JSON. */
export const CRASH_TEXT = JSON.stringify({
  name: CRASH,
  severity: 'error',
  attributes: { previousEnd: 'unclean', previousCause: 'bugcheck', bugcheckCode: '0x0000009f' },
})
