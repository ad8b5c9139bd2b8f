import type { Reading, Series } from '@forewarn/shared/record.ts'

import type { Commands } from '../commands.ts'
import type { Files } from '../files.ts'
import type { Source, Tick } from '../sampler/source.ts'
import type { SourceParts } from './index.ts'

/** systemd-timesyncd has this folder while it runs, and this file in it once it has set the clock (systemd-timesyncd.service(8)). */
const TIMESYNCD = '/run/systemd/timesync'
const SYNCHRONIZED = '/run/systemd/timesync/synchronized'
/** A daemon that has to be asked by starting a program is asked this often, ms. */
const ASK_EVERY_MS = 30 * 60_000
const LIMITS = { deadlineMs: 5_000, maxBytes: 16 * 1024 }

/** `chronyc -c tracking`: the last column is the leap status, `Not synchronised` where the clock follows nothing. */
export function parseChronyTracking(text: string): 0 | 1 | null {
  const columns = text.trim().split(',')
  if (columns.length < 14) return null
  const leap = columns.at(-1)!
  if (leap === 'Not synchronised') return 0
  return ['Normal', 'Insert second', 'Delete second'].includes(leap) ? 1 : null
}

/** `ntpq -c rv`: its first line names the leap indicator and the source of time; `leap_alarm` is a clock that follows nothing. */
export function parseNtpVariables(text: string): 0 | 1 | null {
  const [, leap, source] = /\b(leap_\w+), (sync_\w+)/.exec(text) ?? []
  if (leap === undefined || source === undefined) return null
  return leap === 'leap_alarm' || source === 'sync_unspec' ? 0 : 1
}

/** The daemons that can be asked, and what says that one runs. */
const DAEMONS = [
  {
    runs: ['/run/chrony/chronyd.pid', '/run/chronyd.pid', '/run/chrony/chronyd.sock'],
    program: 'chronyc',
    args: ['-c', 'tracking'],
    parse: parseChronyTracking,
  },
  { runs: ['/run/ntpd.pid', '/var/run/ntpd.pid'], program: 'ntpq', args: ['-c', 'rv'], parse: parseNtpVariables },
] as const

/**
 * How far this machine's clock is off, and whether it is kept right. The offset is as in NTP (RFC 5905): the collector's time less
 * ours, so that a clock that is behind has a positive one. Without a known daemon nothing is said about keeping: the kernel's own flag
 * can only be read by adjtimex(2), which is out of the runtime's reach.
 */
export function createClockSource({ files, commands, link }: Pick<SourceParts, 'files' | 'commands' | 'link'>): Source {
  const asked = createAsking(files, commands)
  return {
    name: 'clock',
    pace: 'slow',
    everyMs: 300_000,
    deadlineMs: 8_000,
    async read(tick, signal) {
      const series: Series[] = []
      const values: Reading[] = []
      const { clockOffsetMs } = link()
      if (clockOffsetMs !== null) {
        series.push(['forewarn.clock.offset'])
        values.push(Math.round(clockOffsetMs) / 1000)
      }
      const kept = files.exists(TIMESYNCD) ? (files.exists(SYNCHRONIZED) ? 1 : 0) : await asked(tick, signal)
      if (kept !== null) {
        series.push(['forewarn.clock.synchronized'])
        values.push(kept)
      }
      return series.length === 0 ? { absent: 'no collector and no time daemon to compare with' } : { series, values }
    },
  }
}

/** Asks the daemon that runs, and repeats its answer until it is time to ask again. */
function createAsking(files: Files, commands: Commands) {
  let answer: Reading = null
  let askAt = Number.NEGATIVE_INFINITY
  return async ({ up }: Tick, signal: AbortSignal): Promise<Reading> => {
    const daemon = DAEMONS.find(({ runs }) => runs.some(path => files.exists(path)))
    if (daemon === undefined) return null
    if (up < askAt) return answer
    askAt = up + ASK_EVERY_MS
    const result = await commands.run(daemon.program, daemon.args, { ...LIMITS, signal })
    answer = result.kind === 'done' ? daemon.parse(result.stdout) : null
    return answer
  }
}
