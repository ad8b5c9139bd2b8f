import { useState } from 'preact/hooks'

import { dayText, weekdayName } from '../../../format/days.ts'
import { language, t } from '../../../i18n/i18n.ts'
import { corrected, correctionsOf, holidaysOf, type Correction } from '../../../model/timetable.ts'
import { Icon } from '../../../parts/icon.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { CheckField, SelectField, TextField } from '../parts/fields.tsx'
import type { PartProps } from './page.tsx'
import { useDays } from './use-days.ts'

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7]
/** As the collector answers at most. */
const MOST_DAYS = 400
const DAY_MS = 86_400_000

/** Which days are off and which weekends are worked: by the calendar of the state, and by the site's own word over it. */
export function CalendarPanel({ timetable, change, site, isSound }: PartProps & { site: string; isSound: boolean }) {
  const [day, setDay] = useState('')
  const [as, setAs] = useState<string>('off')
  const corrections = correctionsOf(timetable)
  const off = change === null
  return (
    <Panel title={t('settings.timetable.calendar')}>
      <div class="pb cal">
        <CheckField
          label={t('settings.timetable.statutory')}
          value={timetable.statutory}
          disabled={off}
          change={statutory => change?.({ ...timetable, statutory })}
        />
        {timetable.statutory && (
          <SelectField
            label={t('settings.timetable.swappedAs')}
            value={String(timetable.swappedAs)}
            disabled={off}
            change={value => change?.({ ...timetable, swappedAs: Number(value) })}
          >
            {WEEKDAYS.slice(0, 5).map(weekday => (
              <option key={weekday} value={weekday}>
                {weekdayName(weekday)}
              </option>
            ))}
          </SelectField>
        )}
      </div>
      {timetable.statutory && isSound && <Holidays timetable={timetable} site={site} />}
      <div class="pb cal over">
        <h3>{t('settings.timetable.corrections')}</h3>
        <ul class="corrections">
          {corrections.map(one => (
            <li key={one.day}>
              <span class="day">{dayText(one.day, { year: true })}</span>
              <span>{correctionText(one.as)}</span>
              {change !== null && (
                <button type="button" class="btn sm" onClick={() => change(corrected(timetable, one.day, null))}>
                  {t('settings.form.remove')}
                  <span class="sr"> {dayText(one.day)}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
        {change !== null && (
          <form
            class="edit-row"
            onSubmit={event => {
              event.preventDefault()
              if (day === '') return
              change(corrected(timetable, day, as === 'off' || as === 'working' ? as : Number(as)))
              setDay('')
            }}
          >
            <TextField type="date" label={t('settings.timetable.date')} value={day} change={setDay} />
            <SelectField label={t('settings.timetable.what')} value={as} change={setAs}>
              <option value="off">{correctionText('off')}</option>
              <option value="working">{correctionText('working')}</option>
              {WEEKDAYS.map(weekday => (
                <option key={weekday} value={weekday}>
                  {correctionText(weekday)}
                </option>
              ))}
            </SelectField>
            <button type="submit" class="btn sm" disabled={day === ''}>
              {t('settings.timetable.addCorrection')}
            </button>
          </form>
        )}
      </div>
    </Panel>
  )
}

function correctionText(as: Correction['as']): string {
  if (typeof as === 'number') return t('settings.timetable.day.as', { day: weekdayName(as) })
  return t(`settings.timetable.day.${as}`)
}

/** What the maintained calendar says of the terms. */
function Holidays({ timetable, site }: Pick<PartProps, 'timetable'> & { site: string }) {
  const from = timetable.terms.reduce((first, term) => (first === '' || term.from < first ? term.from : first), '')
  const to = timetable.terms.reduce((last, term) => (term.to > last ? term.to : last), '')
  const days = Math.max(1, Math.min(MOST_DAYS, Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1 || 1))
  const answer = useDays(site, { timetable, isSound: true, days, ...(from === '' ? {} : { from }) })
  if (from === '' || answer === undefined) return null
  const spans = holidaysOf(answer.days)
  return (
    <div class="pb cal over">
      <h3>{t('settings.timetable.inTerm')}</h3>
      <ul class="corrections">
        {spans.map(span => (
          <li key={span.from}>
            <span class="day">
              {dayText(span.from, { year: true })}
              {span.to !== span.from && ` – ${dayText(span.to)}`}
            </span>
            <span>
              {span.kind === 'holiday' ? <Icon name="m-sleep" tone="off" /> : <Icon name="loop" tone="mnt" />}{' '}
              {span.kind === 'holiday'
                ? (span.name?.[language()] ?? t('settings.timetable.day.holiday'))
                : `${t('settings.timetable.day.swapped', { holiday: span.name?.[language()] ?? '' })}${
                    span.lessonsOf === null
                      ? ''
                      : `${t('fleet.comma')}${t('settings.timetable.day.as', { day: weekdayName(span.lessonsOf) })}`
                  }`}
            </span>
          </li>
        ))}
      </ul>
      {to.slice(0, 4) > String(answer.calendarUntil) && (
        <p class="dim">{t('settings.timetable.unknownYears', { year: answer.calendarUntil })}</p>
      )}
    </div>
  )
}
