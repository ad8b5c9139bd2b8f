import type { User } from '@forewarn/shared/people-api.ts'
import { useState } from 'preact/hooks'

import { attempt } from '../../../data/attempt.ts'
import { instant } from '../../../data/clock.ts'
import { peopleApi } from '../../../data/people-api.ts'
import { commonZone } from '../../../data/sites.ts'
import { tell } from '../../../data/toasts.ts'
import { formatMoment } from '../../../format/time.ts'
import { t } from '../../../i18n/i18n.ts'
import { Icon } from '../../../parts/icon.tsx'
import type { IconName } from '../../../parts/icon.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { PATHS } from '../../../routes.ts'
import { Fault } from '../fault.tsx'
import { Secret } from './secret.tsx'
import { userFaults } from './user-faults.ts'

interface AccessPanelProps {
  user: User
  /** The administrator looks at their own page. */
  isSelf: boolean
  changed(): void
}

/** Lets a user in again, or keeps them out. */
export function AccessPanel({ user, isSelf, changed }: AccessPanelProps) {
  const { name, disabledAt } = user
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [secret, setSecret] = useState<{ text: string; until: string } | null>(null)

  async function run<T>(change: () => Promise<T>): Promise<T | null> {
    setBusy(true)
    setSecret(null)
    const { answer, fault: why } = await attempt(change, userFaults())
    setBusy(false)
    setFault(why)
    changed()
    return answer
  }
  async function reset(way: 'password' | 'link'): Promise<void> {
    const answer = await run(() => peopleApi.resetUser(name, way))
    if (answer === null) return
    const { password, path, expiresAt } = answer
    const until = formatMoment(Date.parse(expiresAt), { zone: commonZone(), now: instant() })
    setSecret({ text: password ?? `${location.origin}${path ?? ''}`, until })
  }
  async function able(disabled: boolean): Promise<void> {
    const answer = await run(() => peopleApi.changeUser(name, { disabled }))
    if (answer !== null) tell('ok', t(disabled ? 'users.wasDisabled' : 'users.wasEnabled', { name }))
  }

  return (
    <Panel title={t('users.access')}>
      {(secret !== null || fault !== null || isSelf) && (
        <div class="pb">
          <Fault text={fault} />
          {secret !== null && (
            <Secret
              before={t('users.resetDone', { name })}
              secret={secret.text}
              after={t('users.createdRule', { until: secret.until })}
            />
          )}
          {isSelf && (
            <p class="dim">
              <a class="link" href={PATHS.account}>
                {t('users.ownHint')}
              </a>
            </p>
          )}
        </div>
      )}
      {!isSelf && (
        <ul class="steps-list">
          {disabledAt === null ? (
            <>
              <Choice icon="pen" text="resetPassword" busy={busy} choose={() => void reset('password')} />
              <Choice icon="send" text="resetLink" busy={busy} choose={() => void reset('link')} />
              <Choice icon="c-pause" text="disable" busy={busy} choose={() => void able(true)} />
            </>
          ) : (
            <Choice icon="c-met" text="enable" busy={busy} choose={() => void able(false)} />
          )}
        </ul>
      )}
    </Panel>
  )
}

interface ChoiceProps {
  icon: IconName
  text: 'resetPassword' | 'resetLink' | 'disable' | 'enable'
  busy: boolean
  choose(): void
}

function Choice({ icon, text, busy, choose }: ChoiceProps) {
  return (
    <li>
      <button type="button" disabled={busy} onClick={choose}>
        <Icon name={icon} />
        <span>
          {t(`users.${text}`)}
          <small>{t(`users.${text}Hint`)}</small>
        </span>
      </button>
    </li>
  )
}
