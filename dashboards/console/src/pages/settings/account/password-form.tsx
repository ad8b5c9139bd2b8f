import { PASSWORD_LENGTH } from '@forewarn/shared/people.ts'
import { useRef, useState } from 'preact/hooks'

import { attempt } from '../../../data/attempt.ts'
import { peopleApi } from '../../../data/people-api.ts'
import { t } from '../../../i18n/i18n.ts'
import { Fault } from '../fault.tsx'
import { TextField } from '../field.tsx'

type Faults = Partial<Record<'current' | 'next' | 'again', string>>

interface PasswordFormProps {
  user: string
  /** Without it the present password is not asked for: a one-time password or link has just been used. */
  asksCurrent: boolean
  done(): void
}

/** Sets a password of one's own. Each thing that is wrong is said beside its field. */
export function PasswordForm({ user, asksCurrent, done }: PasswordFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [busy, setBusy] = useState(false)
  const [faults, setFaults] = useState<Faults>({})
  const [fault, setFault] = useState<string | null>(null)

  function show(found: Faults): void {
    setFaults(found)
    const [first] = Object.keys(found)
    if (first !== undefined) form.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus()
  }

  async function send(): Promise<void> {
    const data = new FormData(form.current!)
    const given = (name: string) => {
      const value = data.get(name)
      return typeof value === 'string' ? value : ''
    }
    const [current, next, again] = [given('current'), given('next'), given('again')]
    setFault(null)
    const found = faultsOf({ user, current: asksCurrent ? current : null, next, again })
    show(found)
    if (Object.keys(found).length > 0) return
    setBusy(true)
    const { fault: why } = await attempt(() => peopleApi.setPassword(next, asksCurrent ? current : undefined), {
      'wrong-password': 'current',
      'weak-password': 'next',
      'too-many-attempts': t('account.limited'),
    })
    setBusy(false)
    if (why === 'current') show({ current: t('account.wrong') })
    else if (why === 'next') show({ next: t('account.weak') })
    else if (why !== null) setFault(why)
    else {
      form.current?.reset()
      done()
    }
  }

  const password = (name: string, autocomplete: string) => ({
    name,
    type: 'password' as const,
    autocomplete,
    maxLength: PASSWORD_LENGTH.most,
  })
  return (
    <form
      ref={form}
      class="stack"
      novalidate
      onSubmit={event => {
        event.preventDefault()
        if (!busy) void send()
      }}
    >
      <Fault text={fault} />
      {/* Told to the password manager, which otherwise takes the field before the password for the name. */}
      <input type="text" name="username" autocomplete="username" value={user} hidden readOnly />
      {asksCurrent && (
        <TextField
          label={t('account.current')}
          fault={faults.current}
          input={password('current', 'current-password')}
        />
      )}
      <TextField
        label={t('account.next')}
        hint={t('account.rule', { least: PASSWORD_LENGTH.least })}
        fault={faults.next}
        input={password('next', 'new-password')}
      />
      <TextField label={t('account.again')} fault={faults.again} input={password('again', 'new-password')} />
      <div class="actions">
        <button type="submit" class="btn pri" disabled={busy}>
          {t('account.save')}
        </button>
      </div>
    </form>
  )
}

interface Typed {
  user: string
  /** Null where it is not asked for. */
  current: string | null
  next: string
  again: string
}

/** What can be told before the collector is asked. */
function faultsOf({ user, current, next, again }: Typed): Faults {
  const faults: Faults = {}
  if (current === '') faults.current = t('failed.missing')
  if (next.length < PASSWORD_LENGTH.least) faults.next = t('account.short', { least: PASSWORD_LENGTH.least })
  else if (next === current) faults.next = t('account.same')
  else if (next.toLowerCase().includes(user.toLowerCase())) faults.next = t('account.weak')
  else if (again !== next) faults.again = t('account.differ')
  return faults
}
