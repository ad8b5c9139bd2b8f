import type { TokenInfo } from '@forewarn/shared/api.ts'
import { useState } from 'preact/hooks'

import { attempt } from '../../../data/attempt.ts'
import { instant } from '../../../data/clock.ts'
import { peopleApi } from '../../../data/people-api.ts'
import { useResource } from '../../../data/resource.ts'
import { commonZone } from '../../../data/sites.ts'
import { tell } from '../../../data/toasts.ts'
import { formatMoment } from '../../../format/time.ts'
import { t } from '../../../i18n/i18n.ts'
import { DataTable } from '../../../parts/data-table.tsx'
import { FailureNotice, Notice, Skeleton } from '../../../parts/notices.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { CreateDialog } from './create-dialog.tsx'
import { SiteNames } from './site-names.tsx'

const LONGEST_NAME = 200

/** The tokens of programs: those that work first, each to be revoked. */
export function Tokens() {
  const { data, failure, reload } = useResource('tokens', peopleApi.tokens)
  const [isCreating, setCreating] = useState(false)
  const works = ({ revokedAt }: TokenInfo) => revokedAt === null
  const sorted = data && [...data.tokens.filter(works), ...data.tokens.filter(token => !works(token))]

  async function revoke(id: string): Promise<void> {
    const { fault } = await attempt(() => peopleApi.revokeToken(id))
    if (fault === null) tell('ok', t('tokens.revoked'))
    else tell('late', fault)
    reload()
  }
  return (
    <Panel
      title={t('tokens.list')}
      aside={
        <>
          <span class="not-s">{t('tokens.lead')}</span>
          <button type="button" class="btn sm" onClick={() => setCreating(true)}>
            {t('tokens.add')}
          </button>
        </>
      }
    >
      {sorted === undefined ? (
        failure === undefined ? (
          <Skeleton lines={3} />
        ) : (
          <FailureNotice failure={failure} retry={reload} />
        )
      ) : sorted.length === 0 ? (
        <Notice icon="usb" title={t('tokens.none')} />
      ) : (
        <TokenTable tokens={sorted} revoke={revoke} />
      )}
      {isCreating && (
        <CreateDialog
          title={t('tokens.add')}
          nameLabel={t('tokens.name')}
          longest={LONGEST_NAME}
          create={async given => {
            const { answer, fault } = await attempt(() => peopleApi.createToken(given))
            if (answer === null) return { answer, fault }
            reload()
            return { answer: { before: t('tokens.created'), secret: answer.token }, fault: null }
          }}
          close={() => setCreating(false)}
        />
      )}
    </Panel>
  )
}

function TokenTable({ tokens, revoke }: { tokens: readonly TokenInfo[]; revoke(id: string): Promise<void> }) {
  const zone = commonZone()
  const moment = (at: string) => formatMoment(Date.parse(at), { zone, now: instant() })
  return (
    <DataTable
      label={t('tokens.list')}
      rows={tokens}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          head: t('tokens.name'),
          cell: ({ name, createdAt }) => (
            <>
              <bdi class="name">{name}</bdi>
              <small>
                {t('tokens.createdAt')} {moment(createdAt)}
              </small>
            </>
          ),
        },
        { key: 'role', head: t('users.role'), cell: ({ role }) => t(`roleOf.${role}`) },
        { key: 'sites', head: t('users.sites'), cell: ({ sites }) => <SiteNames sites={sites} /> },
        {
          key: 'used',
          head: t('tokens.used'),
          cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('tokens.unused') : moment(lastUsedAt)),
        },
        {
          key: 'revoke',
          head: t('tokens.revoke'),
          figures: true,
          place: 'beside',
          cell: ({ id, name, revokedAt }) =>
            revokedAt === null ? (
              <button
                type="button"
                class="btn sm"
                aria-label={t('tokens.revokeOf', { name })}
                onClick={() => void revoke(id)}
              >
                {t('tokens.revoke')}
              </button>
            ) : (
              <span class="dim">{t('tokens.isRevoked')}</span>
            ),
        },
      ]}
    />
  )
}
