import type { AuditEntry } from '@forewarn/shared/people-api.ts'

import { instant } from '../../../data/clock.ts'
import { commonZone } from '../../../data/sites.ts'
import { formatFull, formatMoment } from '../../../format/time.ts'
import { t } from '../../../i18n/i18n.ts'
import { auditAddress, type AuditView } from '../../../model/audit-list.ts'
import { actionText, detailText, nameOfId } from '../../../model/audit-words.ts'
import { DataTable } from '../../../parts/data-table.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { PATHS } from '../../../routes.ts'

/** The entries, newest first. Who and on what lead to everything else of the same. */
export function AuditTable({ entries, view }: { entries: readonly AuditEntry[]; view: AuditView }) {
  const zone = commonZone()
  const address = (change: Partial<AuditView>) => auditAddress(PATHS.audit, { ...view, ...change })
  return (
    <div class="audit">
      <DataTable
        label={t('audit.title')}
        rows={entries}
        keyOf={({ id }) => id}
        columns={[
          {
            key: 'when',
            head: t('audit.when'),
            cell: ({ at }) => (
              <time class="when" dateTime={at} title={formatFull(Date.parse(at), zone)}>
                {formatMoment(Date.parse(at), { zone, now: instant(), seconds: true })}
              </time>
            ),
          },
          {
            key: 'who',
            head: t('audit.who'),
            cell: entry => (
              <>
                <a class="link" href={address({ actor: entry.actor })} title={t('audit.from', entry)}>
                  <bdi class="name">{entry.actor}</bdi>
                </a>
                {entry.actorKind !== 'user' && <small>{t(`audit.${entry.actorKind}`)}</small>}
              </>
            ),
          },
          {
            key: 'what',
            head: t('audit.what'),
            cell: entry => <span title={entry.action}>{actionText(entry)}</span>,
          },
          {
            key: 'on',
            head: t('audit.on'),
            cell: ({ subject }) =>
              subject === '' ? null : (
                <a class="link" href={address({ subject })}>
                  <bdi class="name">{nameOfId(subject)}</bdi>
                </a>
              ),
          },
          {
            key: 'outcome',
            head: t('audit.outcome'),
            place: 'beside',
            cell: entry => <Outcome entry={entry} />,
          },
          {
            key: 'detail',
            head: t('audit.detail'),
            place: 'whole',
            cell: ({ detail }) => {
              const text = detailText(detail)
              return text === '' ? null : <bdi class="name">{text}</bdi>
            },
          },
        ]}
      />
    </div>
  )
}

/** What was done is quiet; what failed has a shape. */
function Outcome({ entry: { outcome, status } }: { entry: AuditEntry }) {
  return (
    <span class={outcome === 'done' ? 'dim' : 'mark'} title={String(status)}>
      {outcome === 'failed' && <Icon name="late" tone="late" />}
      {t(`audit.outcomes.${outcome}`)}
    </span>
  )
}
