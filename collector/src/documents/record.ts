import { GRADE_REASONS, GRADES, INCIDENT_STATES, type GradeReason } from '@forewarn/shared/incidents.ts'

import type { Entry, Incident } from '../incidents/incident.ts'
import { clockState } from '../service/clocks.ts'
import type { PhotoRow } from '../store/photos.ts'
import { html, said, type Html } from './html.ts'
import {
  CAUSE_WORDS,
  CLOCK_STATE_WORDS,
  CLOCK_WORDS,
  ENTRY_WORDS,
  PAUSE_WORDS,
  WAY_WORDS,
  WORDS,
  type Language,
} from './words.ts'

/** One incident with everything its record tells. */
export interface Handled {
  incident: Incident
  entries: Entry[]
  photos: PhotoRow[]
}

/** What a document is written with. */
export interface Pen {
  language: Language
  timeZone: string
  now: number
  site: string
  /** Names of rooms and devices by id; what is gone is called by its id. */
  nameOf(id: string): string
}

/** More devices than these are counted, and more lines of evidence than these are only said to be more. */
const MOST = { devices: 12, evidence: 12, parts: 50 } as const

/** More of what a person wrote than a heading takes; the evidence has all of it. */
const TITLE_LENGTH = 80

/** A moment as a document writes it: whole, in the site's own time. */
export function moment(at: number, { timeZone }: Pen): string {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  return `${time.toPlainDate().toString()} ${time.toPlainTime().toString({ smallestUnit: 'minute' })}`
}

/** What an incident is called: of a request what the person wrote, else what the rule says. */
export function titleOf({ title, findings }: Incident, { language }: Pen): string {
  const asked = findings.find(({ rule }) => rule === 'service-request')?.evidence[0]?.text
  if (asked === undefined) return title[language]
  return asked.length > TITLE_LENGTH ? `${asked.slice(0, TITLE_LENGTH)}…` : asked
}

export function placeOf(incident: Incident, pen: Pen): Html {
  const { roomId, devices } = incident
  const shown = devices.slice(0, MOST.devices).map(id => pen.nameOf(id))
  const more = devices.length > MOST.devices ? ` ${WORDS.more[pen.language]} ${devices.length}` : ''
  const parts = [...(roomId === null ? [] : [pen.nameOf(roomId)]), ...shown]
  if (parts.length === 0) return html`${WORDS.wholeSite[pen.language]}`
  return html`${said(parts.join(pen.language === 'zh' ? '、' : ', '))}${more}`
}

/** The parts of a record in their order, under headings of this rank. */
export function recordOf(handled: Handled, pen: Pen, heading: 'h2' | 'h4'): Html {
  const title = (key: keyof typeof WORDS): Html => ({ html: `<${heading}>${WORDS[key][pen.language]}</${heading}>` })
  const { incident, photos } = handled
  return html`
    ${title('facts')}${facts(incident, pen)}
    ${incident.clocks.length === 0 ? null : html`${title('clocks')}${clocks(incident, pen)}`}
    ${title('result2')}${result(incident, pen)} ${title('evidence')}${evidence(incident, pen)}
    ${title('history')}${history(handled, pen)}
    ${photos.length === 0 ? null : html`${title('photos')}${pictures(photos, pen)}`}
  `
}

function pairs(rows: [label: string, value: Html | string | null][], columns: 'one' | 'two'): Html {
  const shown = rows.filter(([, value]) => value !== null && value !== '')
  const cells = shown.map(
    ([label, value]) =>
      html`<div>
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`,
  )
  return html`<dl class="${columns}">${cells}</dl>`
}

function facts(incident: Incident, pen: Pen): Html {
  const { id, grade, state, reason, openedAt, since, handler, parent } = incident
  const word = (key: keyof typeof WORDS): string => WORDS[key][pen.language]
  return pairs(
    [
      [word('number'), id],
      [word('school'), said(pen.site)],
      [word('place'), placeOf(incident, pen)],
      [word('grade'), GRADES[grade][pen.language]],
      [word('reason'), reasonText(reason, pen)],
      [word('state'), INCIDENT_STATES[state][pen.language]],
      [word('opened'), moment(openedAt, pen)],
      [word('since'), openedAt - since > 60_000 ? moment(since, pen) : null],
      [word('handler'), handler == null ? null : said(handler)],
      [word('heldUnder'), parent],
    ],
    'two',
  )
}

function clocks({ clocks: all }: Incident, pen: Pen): Html {
  const { language, now } = pen
  const rows = all.map(clock => {
    const state = clockState(clock, now)
    const tone = state === 'breached' ? 'bad' : state === 'met' ? 'good' : ''
    const ended = clock.end === null || clock.end.how !== 'met' ? '–' : moment(clock.end.at, pen)
    return html`<tr>
      <td>${CLOCK_WORDS[clock.name][language]}</td>
      <td class="when">${moment(clock.due, pen)}</td>
      <td class="when">${ended}</td>
      <td class="${tone}">${CLOCK_STATE_WORDS[state][language]}</td>
    </tr>`
  })
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${WORDS.clock[language]}</th>
        <th scope="col">${WORDS.due[language]}</th>
        <th scope="col">${WORDS.ended[language]}</th>
        <th scope="col">${WORDS.result[language]}</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

function result({ resolution }: Incident, pen: Pen): Html {
  const { language } = pen
  if (resolution === null) return html`<p>${WORDS.unsolved[language]}</p>`
  const { at, cause, measures, parts, way } = resolution
  const replaced = said(parts.slice(0, MOST.parts).join(language === 'zh' ? '、' : ', '))
  const short = pairs(
    [
      [WORDS.solvedAt[language], moment(at, pen)],
      [WORDS.way[language], WAY_WORDS[way][language]],
      [WORDS.cause[language], CAUSE_WORDS[cause][language]],
      [WORDS.parts[language], parts.length === 0 ? WORDS.noParts[language] : replaced],
    ],
    'two',
  )
  return html`${pairs([[WORDS.measures[language], said(measures)]], 'one')}${short}`
}

function evidence({ findings }: Incident, pen: Pen): Html {
  const { language } = pen
  const rows = findings.flatMap(({ title, evidence: lines, count, since }) => {
    const more = lines.length - MOST.evidence
    const shown = lines.slice(0, MOST.evidence)
    return [
      html`<tr>
        <td class="when">${moment(since, pen)}</td>
        <td>${title[language]}${count > 1 ? ` (${count} ${WORDS.times[language]})` : ''}</td>
      </tr>`,
      ...shown.map(
        ({ at, text }) =>
          html`<tr>
            <td class="when dim">${moment(at, pen)}</td>
            <td>${said(text)}</td>
          </tr>`,
      ),
      ...(more > 0
        ? [
            html`<tr>
              <td></td>
              <td class="dim">+ ${more}</td>
            </tr>`,
          ]
        : []),
    ]
  })
  return html`<table>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

function history({ entries }: Handled, pen: Pen): Html {
  const { language } = pen
  // Of clean periods in a row the last one counts the others.
  const shown = entries.filter(
    ({ what }, index) => what !== 'clean-period' || entries[index + 1]?.what !== 'clean-period',
  )
  const rows = shown.map(
    entry =>
      html`<tr>
        <td class="when">${moment(entry.at, pen)}</td>
        <td>${ENTRY_WORDS[entry.what]?.[language] ?? entry.what}${detailOf(entry, pen)}</td>
        <td>${entry.actor.kind === 'person' ? said(entry.actor.name) : WORDS.machine[language]}</td>
      </tr>`,
  )
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${WORDS.time[language]}</th>
        <th scope="col">${WORDS.what[language]}</th>
        <th scope="col">${WORDS.by[language]}</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

/** Why, to whom, from which grade: in words where it comes from a closed set, else as the person wrote it. */
function detailOf({ what, why, detail }: Entry, pen: Pen): Html | null {
  const { language } = pen
  const grade = (value: unknown): string => GRADES[value as 1]?.[language] ?? ''
  const more: Html[] = []
  if (what === 'regraded') more.push(html`${grade(detail['from'])} → ${grade(detail['to'])}`)
  if (what === 'dispatched' && typeof detail['to'] === 'string') more.push(said(detail['to']))
  if (what === 'spare-lent' && typeof detail['unit'] === 'string') more.push(said(detail['unit']))
  if (what === 'clean-period') more.push(html`${Number(detail['count'])} / ${Number(detail['of'])}`)
  if (what === 'noted' && typeof detail['photo'] === 'string') more.push(html`${WORDS.photos[language]}`)
  if (what === 'clock-at-risk' || what === 'clock-breached')
    more.push(html`${CLOCK_WORDS[why as 'answer']?.[language] ?? why}`)
  else if (what === 'paused') more.push(html`${PAUSE_WORDS[why as 'site-closed']?.[language] ?? why}`)
  else if (why !== '') more.push(said(reasonText(why, pen)))
  return more.length === 0
    ? null
    : html`${pen.language === 'zh' ? '：' : ': '}${more.map((one, index) => html`${index === 0 ? '' : ' · '}${one}`)}`
}

function reasonText(reason: string, { language }: Pen): string {
  return Object.hasOwn(GRADE_REASONS, reason) ? GRADE_REASONS[reason as GradeReason][language] : reason
}

function pictures(photos: PhotoRow[], pen: Pen): Html {
  const shown = photos.map(({ id, at, actor, width, height }) => {
    const caption = `${moment(at, pen)} · ${WORDS.sentBy[pen.language]} ${actor}`
    return html`<figure>
      <img
        src="/api/v1/photos/${id}"
        width="${width}"
        height="${height}"
        alt="${WORDS.photos[pen.language]} ${moment(at, pen)}"
      />
      <figcaption>${caption}</figcaption>
    </figure>`
  })
  return html`<div class="photos">${shown}</div>`
}
