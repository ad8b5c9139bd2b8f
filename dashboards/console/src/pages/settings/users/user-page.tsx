import type { User } from '@forewarn/shared/people-api.ts'
import { useRoute } from 'preact-iso/router'
import { useState } from 'preact/hooks'

import { attempt } from '../../../data/attempt.ts'
import { peopleApi } from '../../../data/people-api.ts'
import { useResource } from '../../../data/resource.ts'
import { me } from '../../../data/session.ts'
import { commonZone } from '../../../data/sites.ts'
import { tell } from '../../../data/toasts.ts'
import { t } from '../../../i18n/i18n.ts'
import { auditAddress, readAuditView } from '../../../model/audit-list.ts'
import { FailureNotice, Notice, Skeleton } from '../../../parts/notices.tsx'
import { PageHead } from '../../../parts/page-head.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { PATHS } from '../../../routes.ts'
import { Sessions } from '../account/sessions.tsx'
import { SettingsCrumb } from '../crumb.tsx'
import { Fault } from '../fault.tsx'
import { AccessPanel } from './access-panel.tsx'
import { admissionFault, RoleAndSites, type Admission } from './role-and-sites.tsx'
import { SiteNames } from './site-names.tsx'
import { userFaults } from './user-faults.ts'
import { UserState } from './user-table.tsx'

/** One user: what they may do and see, where they are signed in, and whether they may come in at all. */
export function UserPage() {
  const { name = '' } = useRoute().params
  return <UserOf key={name} name={name} />
}

function UserOf({ name }: { name: string }) {
  const { data, failure, reload } = useResource('users', peopleApi.users)
  const user = data?.users.find(one => one.name === name)
  const crumb = (
    <SettingsCrumb>
      <a href={PATHS.users}>{t('users.title')}</a>
    </SettingsCrumb>
  )
  if (user === undefined)
    return (
      <>
        <PageHead title={name} zone={commonZone()}>
          {crumb}
          <h1>
            <bdi class="name">{name}</bdi>
          </h1>
        </PageHead>
        <section class="panel" aria-busy={data === undefined && failure === undefined}>
          {data !== undefined ? (
            <Notice icon="find" title={t('users.missing')}>
              <a class="link" href={PATHS.users}>
                {t('users.back')}
              </a>
            </Notice>
          ) : failure === undefined ? (
            <Skeleton lines={6} />
          ) : (
            <FailureNotice failure={failure} retry={reload} />
          )}
        </section>
      </>
    )
  return (
    <>
      <PageHead title={name} zone={commonZone()}>
        {crumb}
        <h1>
          <bdi class="name">{name}</bdi>
        </h1>
        <p>
          {t(`roleOf.${user.role}`)} · <SiteNames sites={user.sites} />
        </p>
        <UserState user={user} />
        <p>
          <a class="link" href={auditAddress(PATHS.audit, { ...readAuditView({}), actor: name })}>
            {t('users.did')}
          </a>
        </p>
      </PageHead>
      <KnownUser user={user} reload={reload} />
    </>
  )
}

function KnownUser({ user, reload }: { user: User; reload(): void }) {
  const { name } = user
  const sessions = useResource(`sessions of ${name}`, signal => peopleApi.sessionsOf(name, signal))
  const changed = () => {
    reload()
    sessions.reload()
  }
  async function endAll(): Promise<void> {
    const { fault } = await attempt(() => peopleApi.endSessionsOf(name))
    if (fault === null) tell('ok', t('users.endedAll'))
    else tell('late', fault)
    changed()
  }
  const others = sessions.data?.sessions.filter(({ current }) => !current).length ?? 0
  return (
    <div class="grid">
      <div class="grid two">
        <Panel title={`${t('users.role')} · ${t('users.sites')}`}>
          <AdmissionForm user={user} changed={changed} />
        </Panel>
        <AccessPanel user={user} isSelf={me()?.user === name} changed={changed} />
      </div>
      <Sessions
        title={t('users.sessions')}
        list={sessions}
        {...(others < 2
          ? {}
          : {
              aside: (
                <button type="button" class="btn sm" onClick={() => void endAll()}>
                  {t('users.endAll')}
                </button>
              ),
            })}
      />
    </div>
  )
}

/** What they may do and see, saved as one. */
function AdmissionForm({ user, changed }: { user: User; changed(): void }) {
  const [value, setValue] = useState<Admission>({ role: user.role, sites: user.sites })
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const wanting = admissionFault(value)
  const isSame = value.role === user.role && JSON.stringify(value.sites) === JSON.stringify(user.sites)

  async function save(): Promise<void> {
    setBusy(true)
    const { fault: why } = await attempt(() => peopleApi.changeUser(user.name, value), userFaults())
    setBusy(false)
    setFault(why)
    if (why !== null) return
    tell('ok', t('users.saved'))
    changed()
  }
  return (
    <form
      class="pb stack"
      onSubmit={event => {
        event.preventDefault()
        if (!busy && !isSame && wanting === null) void save()
      }}
    >
      <Fault text={fault} />
      <RoleAndSites value={value} change={setValue} fault={wanting} />
      <div class="actions">
        <button type="submit" class="btn pri" disabled={busy || isSame || wanting !== null}>
          {t('users.save')}
        </button>
      </div>
    </form>
  )
}
