import type { AuditEntry } from '@forewarn/shared/people-api.ts'
import { ROLES } from '@forewarn/shared/people.ts'

import { roomOf, siteOf } from '../data/sites.ts'
import { t } from '../i18n/i18n.ts'
import { actionTerm, fieldTerm, fieldValueTerm } from '../i18n/terms.ts'

/** What was done, in words. */
export const actionText = ({ action, summary }: Pick<AuditEntry, 'action' | 'summary'>): string =>
  actionTerm(action) ?? summary ?? action

/** What an id stands for, where this page knows it. */
export const nameOfId = (id: string): string => siteOf(id)?.name ?? roomOf(id)?.name ?? id

/** What was written down of the request, as names and values; empty where there is nothing. */
export function detailText(detail: AuditEntry['detail']): string {
  return Object.entries(detail)
    .map(([field, value]) => `${fieldTerm(field)} ${valueText(field, value)}`)
    .join(t('separator'))
}

function valueText(field: string, value: unknown): string {
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  if (field === 'sites' && value === null) return t('users.allSites')
  if (Array.isArray(value))
    return value.length === 0 ? t('users.noSites') : value.map(one => nameOfId(String(one))).join(' ')
  if (typeof value !== 'string') return JSON.stringify(value)
  if (field === 'action.type') return stepText(value)
  const role = field === 'role' ? ROLES.find(one => one === value) : undefined
  return role === undefined ? (fieldValueTerm(field, value) ?? nameOfId(value)) : t(`roleOf.${role}`)
}

/** A step of handling an incident; a refused request may name one there is not. */
function stepText(step: string): string {
  const key = `act.${step}`
  const text: string = t(key as 'act.note')
  return text === key ? step : text
}
