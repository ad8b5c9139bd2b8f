import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { GRADES, PAUSE_REASONS, type Grade, type PauseReason } from '@forewarn/shared/incidents.ts'

import type { Action } from '../../data/act.ts'
import { instant } from '../../data/clock.ts'
import { allIncidents } from '../../data/incidents.ts'
import { language, t } from '../../i18n/i18n.ts'
import { isUnsolved } from '../../model/incident-order.ts'
import { incidentTitle, placeOf } from '../../model/incident-words.ts'
import type { Step } from '../../model/incident-steps.ts'

/** What a step asks for: a line, a text, or one of several. */
export interface Field {
  name: string
  label: string
  kind: 'line' | 'text' | 'choice'
  /** Of a choice what there is to choose; of a line what others have written before. */
  options?: readonly { value: string; text: string }[]
  longest: number
}

/** A step's own form: its fields, and the action that their values make. */
export interface StepForm {
  fields: Field[]
  actionOf(values: Record<string, string>): Action
}

type Plain = 'confirm' | 'acknowledge' | 'remote' | 'arrive' | 'resume' | 'unsilence'
const PLAIN: readonly Step[] = ['confirm', 'acknowledge', 'remote', 'arrive', 'resume', 'unsilence'] satisfies Plain[]

/** Whether a step needs no more than the wish. */
export const asksNothing = (step: Step): step is Plain => PLAIN.includes(step)

const GRADE_HINTS = { 1: 'gradeHint.g1', 2: 'gradeHint.g2', 3: 'gradeHint.g3', 4: 'gradeHint.g4' } as const
const HOUR_MS = 3_600_000
const SILENCES = [
  { name: 'hour', hours: 1 },
  { name: 'fourHours', hours: 4 },
  { name: 'day', hours: 24 },
  { name: 'week', hours: 24 * 7 },
] as const
/** As the collector takes them. */
const SHORT = 200
const LONG = 2000

const line = (name: string, label: string, options: Field['options'] = []): Field => ({
  name,
  label,
  kind: 'line',
  options,
  longest: SHORT,
})
const text = (name: string, label: string, longest = LONG): Field => ({ name, label, kind: 'text', longest })
const choice = (name: string, label: string, options: Field['options'] = []): Field => ({
  name,
  label,
  kind: 'choice',
  options,
  longest: SHORT,
})

/** The form of a step that asks for something. What a person resolves is written on the page itself. */
export function formOf(step: Exclude<Step, Plain | 'resolve'>, incident: IncidentView): StepForm {
  switch (step) {
    case 'dispatch':
      return {
        fields: [line('to', t('form.to'), crews())],
        actionOf: values => ({ type: 'dispatch', to: values['to']! }),
      }
    case 'plan':
      return { fields: [text('text', t('form.plan'))], actionOf: values => ({ type: 'plan', text: values['text']! }) }
    case 'note':
      return { fields: [text('text', t('form.note'))], actionOf: values => ({ type: 'note', text: values['text']! }) }
    case 'lend-spare':
      return {
        fields: [line('unit', t('form.unit'))],
        actionOf: values => ({ type: 'lend-spare', unit: values['unit']! }),
      }
    case 'pause':
      return {
        fields: [
          choice(
            'reason',
            t('form.pause'),
            PAUSE_REASONS.map(reason => ({ value: reason, text: t(`pauseReason.${reason}`) })),
          ),
        ],
        actionOf: values => ({ type: 'pause', reason: values['reason'] as PauseReason }),
      }
    case 'silence':
      return {
        fields: [
          choice(
            'hours',
            t('form.silence'),
            SILENCES.map(({ name, hours }) => ({ value: String(hours), text: t(`form.silences.${name}`) })),
          ),
          text('why', t('form.why'), SHORT),
        ],
        actionOf: values => ({
          type: 'silence',
          until: new Date(instant() + Number(values['hours']) * HOUR_MS).toISOString(),
          why: values['why']!,
        }),
      }
    case 'reopen':
    case 'close':
      return {
        fields: [text('why', t(`form.${step}`), SHORT)],
        actionOf: values => ({ type: step, why: values['why']! }),
      }
    case 'regrade':
      return {
        fields: [
          choice(
            'grade',
            t('form.grade'),
            ([1, 2, 3, 4] satisfies Grade[])
              .filter(grade => grade !== incident.grade)
              .map(grade => ({
                value: String(grade),
                text: `${GRADES[grade][language()]} · ${t(GRADE_HINTS[grade])}`,
              })),
          ),
          text('why', t('form.why'), SHORT),
        ],
        actionOf: values => ({ type: 'regrade', grade: Number(values['grade']) as Grade, why: values['why']! }),
      }
    case 'merge':
      return {
        fields: [choice('into', t('form.into'), mergeTargets(incident))],
        actionOf: values => ({ type: 'merge', into: values['into']! }),
      }
  }
}

/** To whom was dispatched before, as far as the open incidents tell. */
function crews(): { value: string; text: string }[] {
  const names = new Set(allIncidents().flatMap(({ handler }) => (handler === null ? [] : [handler])))
  return [...names].sort().map(name => ({ value: name, text: name }))
}

/** What this one can be held under: the open incidents of its site. */
function mergeTargets({ id, siteId }: IncidentView): { value: string; text: string }[] {
  return allIncidents()
    .filter(other => other.id !== id && other.siteId === siteId && isUnsolved(other))
    .map(other => ({
      value: other.id,
      text: [other.id, incidentTitle(other), placeOf(other).spot].filter(part => part !== null).join(' · '),
    }))
}
