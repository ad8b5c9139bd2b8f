import type { AuditList } from '@forewarn/shared/people-api.ts'
import { AUDIT_OUTCOMES } from '@forewarn/shared/people.ts'
import { useLocation } from 'preact-iso/router'

import { peopleApi } from '../../../data/people-api.ts'
import { useResource } from '../../../data/resource.ts'
import { t } from '../../../i18n/i18n.ts'
import { auditAddress, SPANS, type AuditView, type Span } from '../../../model/audit-list.ts'
import { actionText, nameOfId } from '../../../model/audit-words.ts'
import { PATHS } from '../../../routes.ts'

interface AuditFiltersProps {
  view: AuditView
  actions: AuditList['actions']
}

/** Which entries are shown: by whom, what, how it ended, how far back. Every choice is an address. */
export function AuditFilters({ view, actions }: AuditFiltersProps) {
  const { route } = useLocation()
  const address = (change: Partial<AuditView>) => auditAddress(PATHS.audit, { ...view, ...change })
  const users = useResource('users', peopleApi.users).data?.users.map(({ name }) => name) ?? []
  const tokens = useResource('tokens', peopleApi.tokens).data?.tokens.map(({ name }) => name) ?? []
  const known = actions
    .map(one => ({ value: one.action, text: actionText(one) }))
    .sort((a, b) => a.text.localeCompare(b.text))
  return (
    <div class="filters">
      <Choice
        label={t('audit.byWho')}
        all={t('audit.anybody')}
        value={view.actor}
        options={[...new Set([...users, ...tokens])].map(name => ({ value: name, text: name }))}
        choose={actor => route(address({ actor }))}
      />
      <Choice
        label={t('audit.byWhat')}
        all={t('audit.anything')}
        value={view.action}
        options={known}
        choose={action => route(address({ action }))}
      />
      <span class="seg" role="group" aria-label={t('audit.byOutcome')}>
        <a href={address({ outcome: null })} {...current(view.outcome === null)}>
          {t('audit.anyOutcome')}
        </a>
        {AUDIT_OUTCOMES.map(outcome => (
          <a key={outcome} href={address({ outcome })} {...current(view.outcome === outcome)}>
            {t(`audit.outcomes.${outcome}`)}
          </a>
        ))}
      </span>
      <span class="seg" role="group" aria-label={t('audit.byTime')}>
        {(Object.keys(SPANS) as Span[]).map(span => (
          <a key={span} href={address({ span })} {...current(view.span === span)}>
            {t(`audit.spans.${span}`)}
          </a>
        ))}
      </span>
      {view.subject !== null && (
        <a class="chip" href={address({ subject: null })} aria-current="true">
          <span class="cut">{t('audit.onlyOn', { subject: nameOfId(view.subject) })}</span>
          <b aria-hidden="true">×</b>
        </a>
      )}
    </div>
  )
}

interface ChoiceProps {
  label: string
  all: string
  value: string | null
  options: readonly { value: string; text: string }[]
  choose(value: string | null): void
}

function Choice({ label, all, value, options, choose }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      onChange={event => choose(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    >
      <option value="">{all}</option>
      {value !== null && options.every(option => option.value !== value) && <option value={value}>{value}</option>}
      {options.map(option => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
    </select>
  )
}

const current = (is: boolean): { 'aria-current'?: 'true' } => (is ? { 'aria-current': 'true' } : {})
