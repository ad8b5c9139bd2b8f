import type { TimetableDays } from '@forewarn/shared/timetable.ts'

import { dayText, weekdayName } from '../../../format/days.ts'
import { language, t } from '../../../i18n/i18n.ts'
import { Icon } from '../../../parts/icon.tsx'
import { Skeleton } from '../../../parts/notices.tsx'
import { Panel } from '../../../parts/panel.tsx'
import type { PartProps } from './page.tsx'
import { useDays } from './use-days.ts'

const FORTNIGHT = 14

/** What comes of it: the lessons of the next two weeks, and why there are none. */
export function DaysAhead({
  timetable,
  site,
  isSound,
}: Pick<PartProps, 'timetable'> & { site: string; isSound: boolean }) {
  const answer = useDays(site, { timetable, isSound, days: FORTNIGHT })
  return (
    <Panel title={t('settings.timetable.ahead')} aside={t('settings.timetable.aheadHint')}>
      {answer === undefined ? (
        <Skeleton lines={7} />
      ) : (
        <ul class="ahead">
          {answer.days.map(day => (
            <li key={day.day} class={day.lessons.length === 0 ? 'free' : ''}>
              <span class="day">{dayText(day.day)}</span>
              <span>
                {day.lessons.length === 0 ? (
                  <>
                    <Icon name="m-sleep" tone="off" /> {whyNone(day)}
                  </>
                ) : (
                  t('settings.timetable.lessons', {
                    count: day.lessons.length,
                    from: day.lessons[0]!.from,
                    to: day.lessons.reduce((latest, { to }) => (to > latest ? to : latest), ''),
                  })
                )}
                {day.lessons.length > 0 && day.kind !== 'plain' && <small>{whyTaught(day)}</small>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

type Day = TimetableDays['days'][number]

function whyNone({ inTerm, kind, holiday }: Day): string {
  if (kind === 'off') return t('settings.timetable.day.off')
  if (!inTerm) return t('settings.timetable.day.outside')
  if (kind === 'holiday') return holiday?.[language()] ?? t('settings.timetable.day.holiday')
  return t(kind === 'weekend' ? 'settings.timetable.day.weekend' : 'settings.timetable.day.none')
}

function whyTaught({ kind, holiday, lessonsOf, weekday }: Day): string {
  const as =
    lessonsOf === null || lessonsOf === weekday ? '' : t('settings.timetable.day.as', { day: weekdayName(lessonsOf) })
  const why =
    kind === 'swapped'
      ? t('settings.timetable.day.swapped', { holiday: holiday?.[language()] ?? '' })
      : kind === 'working'
        ? t('settings.timetable.day.working')
        : ''
  return [why, as].filter(part => part !== '').join(t('fleet.comma'))
}
