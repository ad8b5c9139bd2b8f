import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import type { ClockName } from '@forewarn/shared/incidents.ts'

import { t } from '../i18n/i18n.ts'
import { decidingClock } from './clock-standing.ts'
import { urgencyOf } from './incident-order.ts'

/** The answer to "what needs me": which promises are broken, which come next, or that nothing presses. */
export function workSentence(unsolved: readonly IncidentView[], now: number): string {
  if (unsolved.length === 0) return t('work.none')
  const breached = new Map<ClockName, number>()
  const atRisk = new Map<ClockName, number>()
  for (const { clocks } of unsolved) {
    const deciding = decidingClock(clocks, now)
    const counts =
      deciding?.standing.state === 'breached' ? breached : deciding?.standing.state === 'at-risk' ? atRisk : null
    if (deciding !== null && counts !== null)
      counts.set(deciding.clock.name, (counts.get(deciding.clock.name) ?? 0) + 1)
  }
  const told = [
    ...Array.from(breached, ([name, count]) => t(`work.breached.${name}`, { count })),
    ...Array.from(atRisk, ([name, count]) => t(`work.atRisk.${name}`, { count })),
  ]
  if (told.length === 0) return t('work.calm', { count: unsolved.length })
  const urgent = [...breached.values(), ...atRisk.values()].reduce((sum, count) => sum + count, 0)
  return t('work.urgent', { count: urgent, what: told.join(t('work.comma')) })
}

/** How many incidents press. */
export const urgentCount = (unsolved: readonly IncidentView[], now: number): number =>
  unsolved.filter(incident => urgencyOf(incident, now) < 2).length
