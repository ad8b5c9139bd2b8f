import type { Series } from '@forewarn/shared/record.ts'

import type { Happening, Source } from '../sampler/source.ts'
import type { Memory } from '../watchers/watcher.ts'
import type { SourceParts } from './index.ts'
import { tellOnce } from './tell-once.ts'
import { parseUnitList, parseUnitProperties, publicName, UNIT_PROPERTIES, type FailedUnit } from './units.ts'

const SERIES: Series[] = [['forewarn.service.failed']]
const EVERY_MS = 300_000
const LIMITS = { deadlineMs: 10_000, maxBytes: 256 * 1024 }
/** A machine on which more than this fails has one trouble, not so many. */
const MOST_UNITS = 32
const FACT_LENGTH = 1_000
/** Where systemd runs the machine there is this folder (sd_booted(3)). */
const SYSTEMD = '/run/systemd/system'
const KEY = 'services'

const LIST = ['list-units', '--state=failed', '--all', '--plain', '--no-legend', '--no-pager']

/** Which services have failed: systemd's own account of them. A failure that was told is not told again after a restart of the agent. */
export function createServicesSource({
  files,
  commands,
  memory,
}: Pick<SourceParts, 'files' | 'commands' | 'memory'>): Source {
  const told = recall(memory)

  async function systemctl(args: readonly string[], signal: AbortSignal): Promise<string | null> {
    const result = await commands.run('systemctl', args, { ...LIMITS, signal })
    if (result.kind === 'missing') return null
    if (result.kind !== 'done') throw new Error(`systemctl: ${result.kind}`)
    if (result.code !== 0) throw new Error(`systemctl: ${result.stderr.trim().split('\n')[0] ?? result.code}`)
    return result.stdout
  }

  /** Those that failed since they were last told, and again where they failed anew in between. */
  function failures(units: FailedUnit[], now: number): Happening[] {
    return units
      .filter(({ unit, since }) => !told.has(unit) || told.get(unit) !== since)
      .map(({ unit, since, ...how }) => {
        told.set(unit, since)
        const at = since === null ? now : Math.min(since, now)
        return { name: 'service.failed', severity: 'warning', at, attributes: { unit: publicName(unit), ...how } }
      })
  }

  function recoveries(failed: Set<string>, now: number): Happening[] {
    return [...told.keys()]
      .filter(unit => !failed.has(unit))
      .map(unit => {
        told.delete(unit)
        return { name: 'service.recovered', severity: 'info', at: now, attributes: { unit: publicName(unit) } }
      })
  }

  return {
    name: 'services',
    pace: 'slow',
    everyMs: EVERY_MS,
    deadlineMs: 25_000,
    async read({ now }, signal) {
      if (!files.exists(SYSTEMD)) return { absent: 'this machine is not run by systemd' }
      const list = await systemctl(LIST, signal)
      if (list === null) return { absent: 'systemctl is not installed' }
      const all = parseUnitList(list)
      const names = all.slice(0, MOST_UNITS)
      const shown =
        names.length === 0 ? '' : await systemctl(['show', `--property=${UNIT_PROPERTIES}`, '--', ...names], signal)
      const units = parseUnitProperties(shown ?? '').filter(({ unit }) => names.includes(unit))
      // What is not answered in time is not heard, and must not count as told.
      if (signal.aborted) throw new Error('cut while systemctl was asked')
      const events = tellOnce([...failures(units, now), ...recoveries(new Set(all), now)], KEY, [...told])
      const failed = names.map(publicName).join(' ').slice(0, FACT_LENGTH)
      return { series: SERIES, values: [all.length], events, facts: [{ subject: 'services', facts: { failed } }] }
    },
  }
}

function recall(memory: Memory): Map<string, number | null> {
  const text = memory.recall(KEY)
  return new Map(text === null ? [] : (JSON.parse(text) as [string, number | null][]))
}
