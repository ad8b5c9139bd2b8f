import { CLOCK_NAMES, GRADES, type Cause, type Grade } from '@forewarn/shared/incidents.ts'

import { clockState } from '../service/clocks.ts'
import { html, said, type Html } from './html.ts'
import { moment, placeOf, recordOf, titleOf, type Handled, type Pen } from './record.ts'
import { STYLE } from './style.ts'
import { CAUSE_WORDS, CLOCK_WORDS, WAY_WORDS, WORDS } from './words.ts'

/** The record of one incident, to print and to hand over. */
export function incidentDocument(handled: Handled, pen: Pen, other: string): string {
  const { incident } = handled
  const title = `${WORDS.incidentTitle[pen.language]} ${incident.id}`
  const body = html`<h1>${title}</h1>
    <p class="lead">${said(titleOf(incident, pen))}</p>
    ${recordOf(handled, pen, 'h2')}${signatures(pen)}`
  return page(title, body, pen, other)
}

/** What a site's records of some time are made of. */
export interface Term {
  from: string
  to: string
  handled: Handled[]
  /** How many there are, where not all are shown. */
  all: number
}

/** The records of a site and a term: what it comes to, the list, and every record. */
export function termDocument(term: Term, pen: Pen, other: string): string {
  const { language, site } = pen
  const { from, to, handled, all } = term
  const title = `${site} · ${WORDS.termTitle[language]}`
  const cut = all > handled.length
  const body = html`<h1>${said(site)} · ${WORDS.termTitle[language]}</h1>
    <p class="lead">${from} ${WORDS.to[language]} ${to}</p>
    ${cut ? html`<p class="bad">${WORDS.cut[language].replace('{n}', String(handled.length)).replace('{all}', String(all))}</p>` : null}
    ${handled.length === 0 ? html`<p>${WORDS.none[language]}</p>` : html`${summary(handled, pen)}${list(handled, pen)}${signatures(pen)}${records(handled, pen)}`}`
  return page(`${title} ${from} – ${to}`, body, pen, other)
}

function summary(handled: Handled[], pen: Pen): Html {
  const { language, now } = pen
  const incidents = handled.map(({ incident }) => incident)
  const grades = ([1, 2, 3, 4] satisfies Grade[]).map(grade => {
    const of = incidents.filter(one => one.grade === grade)
    return html`<tr>
      <td>${GRADES[grade][language]}</td>
      <td class="n">${of.length}</td>
      <td class="n">${of.filter(one => one.resolution !== null).length}</td>
    </tr>`
  })
  const promises = CLOCK_NAMES.map(name => {
    const states = incidents.flatMap(({ clocks }) =>
      clocks.filter(clock => clock.name === name).map(clock => clockState(clock, now)),
    )
    const breached = states.filter(state => state === 'breached').length
    return html`<tr>
      <td>${CLOCK_WORDS[name][language]}</td>
      <td class="n">${states.filter(state => state === 'met').length}</td>
      <td class="n ${breached > 0 ? 'bad' : ''}">${breached}</td>
    </tr>`
  })
  const counts = new Map<Cause | null, number>()
  for (const { resolution } of incidents) {
    const cause = resolution?.cause ?? null
    counts.set(cause, (counts.get(cause) ?? 0) + 1)
  }
  const causes = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .map(
      ([cause, n]) =>
        html`<tr>
          <td>${cause === null ? WORDS.unknownCause[language] : CAUSE_WORDS[cause][language]}</td>
          <td class="n">${n}</td>
        </tr>`,
    )
  const head = (...keys: (keyof typeof WORDS)[]): Html =>
    html`<thead>
      <tr>
        ${keys.map((key, index) => html`<th scope="col" class="${index === 0 ? '' : 'n'}">${WORDS[key][language]}</th>`)}
      </tr>
    </thead>`
  return html`<h2>${WORDS.summary[language]}</h2>
    <div class="sums">
      <table>
        ${head('grade', 'count', 'solvedCount')}
        <tbody>
          ${grades}
        </tbody>
      </table>
      <table>
        ${head('promises', 'met', 'breached')}
        <tbody>
          ${promises}
        </tbody>
      </table>
      <table>
        ${head('causes', 'count')}
        <tbody>
          ${causes}
        </tbody>
      </table>
    </div>`
}

function list(handled: Handled[], pen: Pen): Html {
  const { language } = pen
  const rows = handled.map(({ incident }) => {
    const { id, grade, openedAt, resolution } = incident
    const done =
      resolution === null
        ? WORDS.unsolved[language]
        : `${CAUSE_WORDS[resolution.cause][language]} · ${WAY_WORDS[resolution.way][language]}`
    return html`<tr>
      <td>${id}</td>
      <td class="when">${moment(openedAt, pen)}</td>
      <td>${GRADES[grade][language]}</td>
      <td>
        ${said(titleOf(incident, pen))}
        <div class="dim">${placeOf(incident, pen)}</div>
      </td>
      <td>${done}</td>
    </tr>`
  })
  const columns: (keyof typeof WORDS)[] = ['number', 'opened', 'grade', 'what', 'result2']
  return html`<h2>${WORDS.list[language]}</h2>
    <table class="wide">
      <thead>
        <tr>
          ${columns.map(key => html`<th scope="col">${WORDS[key][language]}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`
}

function records(handled: Handled[], pen: Pen): Html {
  const all = handled.map(
    one =>
      html`<article class="record">
        <h3>${one.incident.id} · ${said(titleOf(one.incident, pen))}</h3>
        ${recordOf(one, pen, 'h4')}
      </article>`,
  )
  return html`<section class="records">
    <h2>${WORDS.records[pen.language]}</h2>
    ${all}
  </section>`
}

function signatures({ language }: Pen): Html {
  const fields = [WORDS.signSchool, WORDS.signEngineer, WORDS.signDate]
  return html`<div class="sign">${fields.map(field => html`<div>${field[language]}</div>`)}</div>`
}

function page(title: string, body: Html, pen: Pen, other: string): string {
  const { language } = pen
  const tools = html`<div class="tools">
    <span>${WORDS.product[language]} · ${WORDS.made[language]} ${moment(pen.now, pen)} (${pen.timeZone})</span
    ><span>${WORDS.printHint[language]}</span
    ><a href="${other}" lang="${language === 'zh' ? 'en' : 'zh-CN'}">${WORDS.otherLanguage[language]}</a>
  </div>`
  const head = html`<meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light" /><title>${title}</title>`
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en-GB'}"><head>${head.html}<style>${STYLE}</style></head><body>${tools.html}<main>${body.html}</main></body></html>`
}
