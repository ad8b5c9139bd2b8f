import { describeEvent } from '@forewarn/shared/events.ts'
import type { GradeReason } from '@forewarn/shared/incidents.ts'

import { language, t } from './i18n.ts'
import { ACTIONS, FIELDS, FIELD_VALUES } from './words/actions.ts'
import { DETAILS, VALUES } from './words/events.ts'
import { ATTRIBUTES, FACTS, SOURCES, SUBJECTS } from './words/facts.ts'
import { DRIVE_COUNTS, NVME_WARNINGS, PROCESS_STATES, SMART } from './words/hardware.ts'
import { KNOB_DOCS, RULE_DOCS, RULE_NAMES } from './words/rules.ts'
import { SUGGESTIONS } from './words/suggestions.ts'
import type { Words } from './words/words.ts'

/** The word in the language shown; undefined for a name from a newer agent. */
const known = (words: Words, name: string): string | undefined =>
  Object.hasOwn(words, name) ? words[name]![language()] : undefined

export const eventTerm = (name: string): string => describeEvent(name)?.[language()] ?? name
/** What to do first about an incident of this reason. */
export const suggestionFor = (reason: GradeReason): string => SUGGESTIONS[reason][language()]
export const detailTerm = (key: string): string => known(DETAILS, key) ?? key
export const attributeTerm = (key: string): string => known(ATTRIBUTES, key) ?? key
export const sourceTerm = (name: string): string => known(SOURCES, name) ?? name
export const smartTerm = (name: string): string => known(SMART, name) ?? name
export const driveCountTerm = (name: string): string => known(DRIVE_COUNTS, name) ?? name
export const nvmeWarningTerm = (name: string): string => known(NVME_WARNINGS, name) ?? name
/** What a write of the API is called; undefined for one of a newer collector. */
export const actionTerm = (action: string): string | undefined => known(ACTIONS, action)
/** What a value of a field means; undefined for one that stands for itself. */
export const fieldValueTerm = (field: string, value: string): string | undefined =>
  known(FIELD_VALUES, `${field}.${value}`)
export const fieldTerm = (field: string): string => known(FIELDS, field) ?? field
export const processStateTerm = (name: string): string => known(PROCESS_STATES, name) ?? name

export const ruleTerm = (name: string): string => known(RULE_NAMES, name) ?? name
/** What a rule finds; `said` is what the collector says of it, in English. */
export const ruleDoc = (rule: string, said: string): string => (language() === 'zh' ? (RULE_DOCS[rule] ?? said) : said)
/** What a knob of a rule means. */
export const knobDoc = (rule: string, knob: string, said: string): string =>
  language() === 'zh' ? (KNOB_DOCS[`${rule}.${knob}`] ?? said) : said

/** A fact's name; `module 2` is the second of several. */
export function factTerm(subject: string, key: string): string {
  const [, stem = key, number = ''] = /^(.+?) (\d+)$/.exec(key) ?? []
  const term = known(FACTS, `${subject}.${stem}`) ?? known(FACTS, stem)
  // A version stands under the name of its program, whatever else that word may mean.
  return term === undefined || subject === 'software' ? key : `${term} ${number}`.trimEnd()
}

/** A subject of the inventory: `drive:sda` is the drive sda, `battery.2` the second battery. */
export function subjectTerm(subject: string): string {
  const [, kind = subject, name = ''] = /^([^.:]+)[.:](.+)$/.exec(subject) ?? []
  const term = known(SUBJECTS, kind)
  return term === undefined ? subject : `${term} ${name}`.trimEnd()
}

/** What an answer or a code of a detail means; any other text stands for itself. */
export function valueTerm(key: string, value: string | boolean): string {
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  return known(VALUES, `${key}.${value}`) ?? value
}
