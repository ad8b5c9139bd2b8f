import type { SessionInfo } from '@forewarn/shared/people-api.ts'
import type { ComponentChildren } from 'preact'

import { attempt } from '../../../data/attempt.ts'
import { instant } from '../../../data/clock.ts'
import { peopleApi } from '../../../data/people-api.ts'
import type { Resource } from '../../../data/resource.ts'
import { commonZone } from '../../../data/sites.ts'
import { tell } from '../../../data/toasts.ts'
import { formatFull, formatMoment } from '../../../format/time.ts'
import { t } from '../../../i18n/i18n.ts'
import { browserName } from '../../../model/browser-name.ts'
import { DataTable } from '../../../parts/data-table.tsx'
import { FailureNotice, Notice, Skeleton } from '../../../parts/notices.tsx'
import { Panel } from '../../../parts/panel.tsx'

interface SessionsProps {
  title: string
  list: Resource<{ sessions: SessionInfo[] }>
  aside?: ComponentChildren
}

/** Where somebody is signed in, each to be ended. The one that looks is named and ended by signing out. */
export function Sessions({ title, list, aside }: SessionsProps) {
  const { data, failure, reload } = list
  async function end(id: string): Promise<void> {
    const { fault } = await attempt(() => peopleApi.endSession(id))
    if (fault === null) tell('ok', t('account.ended'))
    else tell('late', fault)
    reload()
  }
  const zone = commonZone()
  return (
    <Panel title={title} {...(aside === undefined ? {} : { aside })}>
      {data === undefined ? (
        failure === undefined ? (
          <Skeleton lines={3} />
        ) : (
          <FailureNotice failure={failure} retry={reload} />
        )
      ) : data.sessions.length === 0 ? (
        <Notice icon="out" title={t('account.none')} />
      ) : (
        <DataTable
          label={title}
          rows={data.sessions}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'where',
              head: t('account.where'),
              cell: one => (
                <>
                  <span title={one.agent}>{nameOf(one)}</span>
                  {one.way === 'link' && <small>{t('account.byLink')}</small>}
                </>
              ),
            },
            {
              key: 'address',
              head: t('account.address'),
              cell: ({ address }) => <span class="mono">{address}</span>,
            },
            { key: 'since', head: t('account.since'), cell: ({ createdAt }) => <Moment at={createdAt} zone={zone} /> },
            { key: 'seen', head: t('account.seen'), cell: ({ seenAt }) => <Moment at={seenAt} zone={zone} /> },
            {
              key: 'end',
              head: t('account.end'),
              figures: true,
              place: 'beside',
              cell: one =>
                one.current ? (
                  <span class="dim">{t('account.thisOne')}</span>
                ) : (
                  <button
                    type="button"
                    class="btn sm"
                    aria-label={t('account.endOf', { what: nameOf(one) })}
                    onClick={() => void end(one.id)}
                  >
                    {t('account.end')}
                  </button>
                ),
            },
          ]}
        />
      )}
    </Panel>
  )
}

const nameOf = ({ agent }: SessionInfo) => browserName(agent) ?? t('account.unknownBrowser')

function Moment({ at, zone }: { at: string; zone: string }) {
  const time = Date.parse(at)
  return (
    <time dateTime={at} title={formatFull(time, zone)}>
      {formatMoment(time, { zone, now: instant() })}
    </time>
  )
}
