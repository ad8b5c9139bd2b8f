import type { User } from '@forewarn/shared/people-api.ts'

import { instant } from '../../../data/clock.ts'
import { me } from '../../../data/session.ts'
import { commonZone } from '../../../data/sites.ts'
import { formatFull, formatMoment } from '../../../format/time.ts'
import { t } from '../../../i18n/i18n.ts'
import { DataTable } from '../../../parts/data-table.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { userPath } from '../../../routes.ts'
import { SiteNames } from './site-names.tsx'

/** All users, each leading to their own page. */
export function UserTable({ users }: { users: readonly User[] }) {
  const zone = commonZone()
  return (
    <DataTable
      label={t('users.list')}
      rows={users}
      keyOf={({ name }) => name}
      columns={[
        {
          key: 'name',
          head: t('users.name'),
          cell: user => (
            <>
              <a class="link" href={userPath(user.name)}>
                <bdi class="name">{user.name}</bdi>
              </a>
              <UserState user={user} />
            </>
          ),
        },
        { key: 'role', head: t('users.role'), cell: ({ role }) => t(`roleOf.${role}`) },
        { key: 'sites', head: t('users.sites'), cell: ({ sites }) => <SiteNames sites={sites} /> },
        {
          key: 'seen',
          head: t('users.seen'),
          cell: ({ lastSeenAt, sessions }) =>
            lastSeenAt === null ? (
              t('users.never')
            ) : (
              <>
                <time dateTime={lastSeenAt} title={formatFull(Date.parse(lastSeenAt), zone)}>
                  {formatMoment(Date.parse(lastSeenAt), { zone, now: instant() })}
                </time>
                {sessions > 0 && <small>{t('users.open', { count: sessions })}</small>}
              </>
            ),
        },
      ]}
    />
  )
}

/** What is out of the ordinary about a user's way in; nothing where nothing is. */
export function UserState({ user: { name, disabledAt, passwordUntil } }: { user: User }) {
  if (disabledAt !== null)
    return (
      <small class="mark">
        <Icon name="c-pause" tone="off" />
        {t('users.disabled')}
      </small>
    )
  if (passwordUntil !== null)
    return (
      <small class="mark">
        <Icon name="wait" tone="off" />
        {t(Date.parse(passwordUntil) > instant() ? 'users.unset' : 'users.expired')}
      </small>
    )
  return me()?.user === name ? <small>{t('users.you')}</small> : null
}
