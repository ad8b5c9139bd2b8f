import { useState } from 'preact/hooks'

import { attempt } from '../../../data/attempt.ts'
import { instant } from '../../../data/clock.ts'
import { peopleApi } from '../../../data/people-api.ts'
import { useResource } from '../../../data/resource.ts'
import { commonZone } from '../../../data/sites.ts'
import { formatMoment } from '../../../format/time.ts'
import { t } from '../../../i18n/i18n.ts'
import { FailureNotice, Skeleton } from '../../../parts/notices.tsx'
import { PageHead } from '../../../parts/page-head.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { SettingsCrumb } from '../crumb.tsx'
import { CreateDialog } from './create-dialog.tsx'
import { Tokens } from './tokens.tsx'
import { UserTable } from './user-table.tsx'
import { userFaults } from './user-faults.ts'

const LONGEST_NAME = 64

/** Who and what may come in, to do what, and to see which schools. */
export function UsersPage() {
  const { data, failure, reload } = useResource('users', peopleApi.users)
  const [isCreating, setCreating] = useState(false)
  const active = data?.users.filter(({ disabledAt }) => disabledAt === null).length
  return (
    <>
      <PageHead title={t('users.title')} zone={commonZone()}>
        <SettingsCrumb />
        <h1>{active === undefined ? t('users.title') : t('users.heading', { count: active })}</h1>
        <p>{t('users.lead')}</p>
      </PageHead>
      <div class="grid">
        <Panel
          title={t('users.list')}
          {...(data === undefined
            ? {}
            : {
                aside: (
                  <button type="button" class="btn sm" onClick={() => setCreating(true)}>
                    {t('users.add')}
                  </button>
                ),
              })}
        >
          {data !== undefined ? (
            <UserTable users={data.users} />
          ) : failure === undefined ? (
            <Skeleton lines={5} />
          ) : (
            <FailureNotice failure={failure} retry={reload} />
          )}
        </Panel>
        {data !== undefined && <Tokens />}
      </div>
      {isCreating && (
        <CreateDialog
          title={t('users.add')}
          nameLabel={t('users.name')}
          longest={LONGEST_NAME}
          create={async given => {
            const { answer, fault } = await attempt(() => peopleApi.createUser(given), userFaults())
            if (answer === null) return { answer, fault }
            reload()
            const { name, password, passwordUntil } = answer
            const until = formatMoment(Date.parse(passwordUntil ?? ''), { zone: commonZone(), now: instant() })
            const shown = {
              before: t('users.created', { name }),
              secret: password,
              after: t('users.createdRule', { until }),
            }
            return { answer: shown, fault: null }
          }}
          close={() => setCreating(false)}
        />
      )}
    </>
  )
}
