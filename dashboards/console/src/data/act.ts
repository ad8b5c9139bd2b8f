import type { IncidentAction, IncidentView } from '@forewarn/shared/incident-api.ts'

import { t } from '../i18n/i18n.ts'
import { api } from './api.ts'
import { RequestFailure } from './http.ts'
import { mergeIncidents } from './incidents.ts'
import { me } from './session.ts'
import { tell } from './toasts.ts'

export type Action = IncidentAction['action']

/** What came of it: `overtaken` where somebody else was first, so that the page has to be read anew. */
export type Outcome = 'done' | 'overtaken' | 'refused'

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

/** Does something about an incident as the person sees it, and says what came of it. */
export async function actOn({ id, version }: IncidentView, action: Action): Promise<Outcome> {
  try {
    mergeIncidents([await api.act(id, { version, action })])
    tell('ok', t(`did.${action.type}`))
    return 'done'
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error
    const { status, code, message } = error
    if (OVERTAKEN.has(code)) {
      // What it is now comes with the answer to this read; the push may bring it first.
      const now = await api.incident(id).catch(() => null)
      if (now !== null) mergeIncidents([now.incident])
      tell('late', t(`refused.${code as 'conflict'}`))
      return 'overtaken'
    }
    if (status === 0) tell('late', t('refused.unreachable'))
    else if (status === 403) tell('late', t('refused.forbidden'))
    else if (code === 'unknown-incident' && action.type === 'merge')
      tell('late', t('refused.noOther', { id: action.into }))
    else tell('late', t('refused.other', { message }))
    return 'refused'
  }
}
