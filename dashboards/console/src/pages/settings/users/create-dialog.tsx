import { useEffect, useId, useRef, useState } from 'preact/hooks'

import type { Attempted } from '../../../data/attempt.ts'
import { t } from '../../../i18n/i18n.ts'
import { Fault } from '../fault.tsx'
import { TextField } from '../field.tsx'
import { admissionFault, RoleAndSites, type Admission } from './role-and-sites.tsx'
import { Secret } from './secret.tsx'

/** What is shown once something was created. */
interface Created {
  before: string
  secret: string
  after?: string
}

interface CreateDialogProps {
  title: string
  nameLabel: string
  longest: number
  create(given: Admission & { name: string }): Promise<Attempted<Created>>
  close(): void
}

/** Creates a user or a token, and then shows, once, what lets them in. */
export function CreateDialog({ title, nameLabel, longest, create, close }: CreateDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const id = useId()
  const [admission, setAdmission] = useState<Admission>({ role: 'viewer', sites: null })
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [tried, setTried] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [created, setCreated] = useState<Created | null>(null)
  useEffect(() => dialog.current?.showModal(), [])

  async function send(): Promise<void> {
    setTried(true)
    const given = name.trim()
    if (given === '' || admissionFault(admission) !== null) {
      if (given === '') form.current?.querySelector<HTMLInputElement>('[name="name"]')?.focus()
      return
    }
    setBusy(true)
    const { answer, fault: why } = await create({ name: given, ...admission })
    setBusy(false)
    setFault(why)
    if (answer !== null) setCreated(answer)
  }

  return (
    <dialog ref={dialog} class="sheet" aria-labelledby={id} onClose={close}>
      <form
        ref={form}
        novalidate
        onSubmit={event => {
          event.preventDefault()
          if (created !== null) dialog.current?.close()
          else if (!busy) void send()
        }}
      >
        <h2 id={id}>{title}</h2>
        {created !== null ? (
          <Secret {...created} />
        ) : (
          <>
            <Fault text={fault} />
            <TextField
              label={nameLabel}
              fault={tried && name.trim() === '' ? t('failed.missing') : undefined}
              input={{
                name: 'name',
                value: name,
                maxLength: longest,
                autocomplete: 'off',
                spellcheck: false,
                onInput: event => setName(event.currentTarget.value),
              }}
            />
            <RoleAndSites value={admission} change={setAdmission} fault={tried ? admissionFault(admission) : null} />
          </>
        )}
        <div class="foot">
          {created === null && (
            <button type="button" class="btn" onClick={() => dialog.current?.close()}>
              {t('act.cancel')}
            </button>
          )}
          <button type="submit" class="btn pri" disabled={busy}>
            {t(created === null ? 'users.create' : 'users.done')}
          </button>
        </div>
      </form>
    </dialog>
  )
}
