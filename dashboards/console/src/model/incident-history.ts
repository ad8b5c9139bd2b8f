import type { IncidentDetail, IncidentView } from '@forewarn/shared/incident-api.ts'
import { GRADES, GRADE_REASONS, type Grade, type GradeReason } from '@forewarn/shared/incidents.ts'

import { deviceCell } from '../data/devices.ts'
import { formatAhead } from '../format/time.ts'
import { language, t } from '../i18n/i18n.ts'

type Entry = IncidentDetail['timeline'][number]

/** One entry of a history in words: what happened, and beneath it why, how and by whom. */
export interface EntryWords {
  text: string
  small: string[]
}

export const reasonText = (reason: string): string =>
  Object.hasOwn(GRADE_REASONS, reason) ? GRADE_REASONS[reason as GradeReason][language()] : reason

const gradeText = (grade: unknown): string =>
  grade === 1 || grade === 2 || grade === 3 || grade === 4 ? GRADES[grade satisfies Grade][language()] : ''

/** The entries to show, newest first. Of clean periods in a row only the last one is told: it counts the others. */
export function shownEntries(timeline: readonly Entry[]): Entry[] {
  const shown: Entry[] = []
  for (const [index, entry] of timeline.entries())
    if (entry.what !== 'clean-period' || timeline[index + 1]?.what !== 'clean-period') shown.unshift(entry)
  return shown
}

export function entryWords(
  entry: Entry,
  { incident, zone, now }: { incident: IncidentView; zone: string; now: number },
): EntryWords {
  const { what, why, detail, actor } = entry
  const by = actor.kind === 'person' ? [actor.name] : []
  const said = (text: string, ...small: (string | null | undefined)[]): EntryWords => ({
    text,
    small: [...small.filter((part): part is string => part !== null && part !== undefined && part !== ''), ...by],
  })
  const name = (id: unknown) => (typeof id === 'string' && id !== '' ? (deviceCell(id)?.value.name ?? id) : null)
  const word = (key: unknown) => (typeof key === 'string' ? key : '')
  switch (what) {
    case 'opened':
      return said(t('history.opened', { grade: gradeText(detail['grade']) }), reasonText(why))
    case 'deepened':
      return said(t('history.deepened', { what: reasonText(why) }), name(detail['device']))
    case 'regraded':
      return said(
        t('history.regraded', { from: gradeText(detail['from']), to: gradeText(detail['to']) }),
        reasonText(why),
      )
    case 'dispatched':
      return said(t('history.dispatched', { to: word(detail['to']) }))
    case 'spare-lent':
      return said(t('history.spare-lent', { unit: word(detail['unit']) }))
    case 'paused':
      return said(t('history.paused'), t(`pauseReason.${why as 'site-closed'}`))
    case 'silenced': {
      const until = detail['until']
      const time = typeof until === 'number' ? formatAhead(until, { zone, now }) : ''
      return said(t('history.silenced', { time }), why)
    }
    case 'finding-over': {
      const over = incident.findings.find(({ rule, device }) => rule === why && device === (detail['device'] ?? ''))
      return said(t('history.finding-over', { what: over?.title[language()] ?? why }), name(detail['device']))
    }
    case 'resolved': {
      if (actor.kind === 'machine') return said(t('history.recovered'))
      const [cause, way] = [word(detail['cause']), word(detail['way'])]
      return said(
        t('history.resolved'),
        why,
        cause === '' ? null : t(`cause.${cause as 'power'}`),
        way === '' ? null : t(`way.${way as 'remote'}`),
        word(detail['parts']),
      )
    }
    case 'clean-period':
      return said(t('history.clean-period', { n: Number(detail['count']), of: Number(detail['of']) }))
    case 'clock-at-risk':
    case 'clock-breached':
      return said(t(`history.${what}`, { clock: t(`clock.${why as 'answer'}`) }))
    case 'escalated':
      return said(t(`escalation.${why as 'remote'}`))
    case 'merged':
    case 'child-joined':
      return said(t(`history.${what}`, { id: why }))
    case 'reopened':
      return said(t('history.reopened'), reasonText(why))
    case 'verified':
      return said(t('history.verified'))
    case 'confirmed':
    case 'acknowledged':
    case 'remote':
    case 'arrived':
    case 'plan-given':
    case 'noted':
    case 'resumed':
    case 'unsilenced':
    case 'flapping':
    case 'closed':
    case 'released':
      return said(t(`history.${what}`), why, typeof detail['photo'] === 'string' ? t('attached.photo') : null)
    default:
      // A newer collector may tell of more.
      return said(what, why)
  }
}
