import type { IncidentAction, IncidentView } from '@forewarn/shared/incident-api.ts'

import { t } from '../i18n/i18n.ts'
import { entryWords } from '../model/incident-history.ts'
import { api } from './api.ts'
import { instant } from './clock.ts'
import { RequestFailure } from './http.ts'
import { mergeIncidents } from './incidents.ts'
import { me } from './session.ts'
import { siteZone } from './sites.ts'
import { tell } from './toasts.ts'

export type Action = IncidentAction['action']

/** Whether this person may do anything about incidents; the collector checks it too. */
export const mayAct = (): boolean => {
  const role = me()?.role
  return role === 'engineer' || role === 'admin'
}

/** Refusals that mean: the incident is not any more as it was shown. */
const OVERTAKEN: ReadonlySet<string> = new Set([
  'conflict',
  'closed',
  'merged',
  'already',
  'not-suspected',
  'not-resolved',
])

/**
 * Does something about an incident as the person sees it, and says that it is done. Answers null then, else why it was not, in words; where
 * somebody else was first the incident is read anew before that is said.
 */
export async function tryTo({ id, version }: IncidentView, action: Action): Promise<string | null> {
  try {
    mergeIncidents([await api.act(id, { version, action })])
    tell('ok', t(`did.${action.type}`))
    return null
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error
    const { status, code, message } = error
    if (OVERTAKEN.has(code)) {
      const detail = await api.incident(id).catch(() => null)
      if (detail === null) return t(`refused.${code as 'conflict'}`)
      mergeIncidents([detail.incident])
      const last = code === 'conflict' ? detail.timeline.at(-1) : undefined
      if (last === undefined) return t(`refused.${code as 'conflict'}`)
      const { text } = entryWords(last, {
        incident: detail.incident,
        zone: siteZone(detail.incident.siteId),
        now: instant(),
      })
      const who = last.actor.kind === 'person' ? last.actor.name : t('refused.machine')
      return t('refused.conflictBy', { who, what: text })
    }
    if (status === 0) return t('refused.unreachable')
    if (status === 403) return t('refused.forbidden')
    if (code === 'unknown-incident' && action.type === 'merge') return t('refused.noOther', { id: action.into })
    return t('refused.other', { message })
  }
}

/** The same where there is no form that could say why not. */
export async function actOn(incident: IncidentView, action: Action): Promise<void> {
  const why = await tryTo(incident, action)
  if (why !== null) tell('late', why)
}
