import type { IncidentView } from '@forewarn/shared/incident-api.ts'
import { useEffect, useId, useRef, useState } from 'preact/hooks'

import { tryTo } from '../../data/act.ts'
import { uploadPhoto } from '../../data/upload-photo.ts'
import { t } from '../../i18n/i18n.ts'
import type { Step } from '../../model/incident-steps.ts'
import { Icon } from '../../parts/icon.tsx'
import { PhotoField } from '../../parts/photo-field.tsx'
import { asksNothing, formOf, type Field } from './action-forms.ts'

interface ActionDialogProps {
  step: Step
  incident: IncidentView
  close(): void
}

/** The form of a step. What is refused is said in it, and nothing that was typed is lost. */
export function ActionDialog({ step, incident, close }: ActionDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [missing, setMissing] = useState<readonly string[]>([])
  const photo = useRef<Blob | null>(null)
  useEffect(() => dialog.current?.showModal(), [])
  if (asksNothing(step) || step === 'resolve') return null
  const { fields, actionOf } = formOf(step, incident)
  const impossible = fields.some(({ kind, options }) => kind === 'choice' && options?.length === 0)

  async function send(form: HTMLFormElement): Promise<void> {
    const data = new FormData(form)
    const given = (name: string) => {
      const value = data.get(name)
      return typeof value === 'string' ? value.trim() : ''
    }
    const values = Object.fromEntries(fields.map(({ name }) => [name, given(name)]))
    const empty = fields.filter(({ name }) => values[name] === '').map(({ name }) => name)
    setMissing(empty)
    if (empty.length > 0) {
      form.querySelector<HTMLElement>(`[name="${empty[0]!}"]`)?.focus()
      return
    }
    setBusy(true)
    const kept = await uploadPhoto(incident.id, photo.current)
    const action = actionOf(values)
    const named = action.type === 'note' && kept.id !== null ? { ...action, photo: kept.id } : action
    const why = kept.fault ?? (await tryTo(incident, named))
    setBusy(false)
    setFault(why)
    if (why === null) dialog.current?.close()
  }

  return (
    <dialog ref={dialog} class="sheet" aria-labelledby={id} onClose={close}>
      <form
        novalidate
        onSubmit={event => {
          event.preventDefault()
          void send(event.currentTarget)
        }}
      >
        <h2 id={id}>{t(`act.${step}`)}</h2>
        <p class="dim">{t(`actHint.${step}`)}</p>
        {fault !== null && (
          <p class="fault" role="alert">
            <Icon name="late" />
            <span>{fault}</span>
          </p>
        )}
        {impossible ? (
          <p>{t('form.noneToMerge')}</p>
        ) : (
          fields.map(field => <FieldOf key={field.name} field={field} isMissing={missing.includes(field.name)} />)
        )}
        {step === 'note' && <PhotoField take={one => void (photo.current = one)} />}
        <div class="foot">
          <button type="button" class="btn" onClick={() => dialog.current?.close()}>
            {t('act.cancel')}
          </button>
          {!impossible && (
            <button type="submit" class="btn pri" disabled={busy}>
              {t(`act.${step}`)}
            </button>
          )}
        </div>
      </form>
    </dialog>
  )
}

function FieldOf({ field, isMissing }: { field: Field; isMissing: boolean }) {
  const { name, label, kind, options = [], longest } = field
  const id = useId()
  const invalid = isMissing ? { 'aria-invalid': 'true' as const, 'aria-describedby': `${id}-fault` } : {}
  if (kind === 'choice' && options.length <= MOST_BUTTONS)
    return (
      <fieldset class="field">
        <legend>{label}</legend>
        <div class="opts">
          {options.map(({ value, text }, index) => (
            <label key={value} class="opt">
              <input type="radio" name={name} value={value} defaultChecked={index === 0} />
              <span>{text}</span>
            </label>
          ))}
        </div>
      </fieldset>
    )
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {kind === 'choice' ? (
        <select id={id} name={name}>
          {options.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      ) : kind === 'text' ? (
        <textarea id={id} name={name} maxLength={longest} rows={3} {...invalid} />
      ) : (
        <>
          <input
            id={id}
            name={name}
            type="text"
            maxLength={longest}
            list={`${id}-known`}
            autocomplete="off"
            {...invalid}
          />
          <datalist id={`${id}-known`}>
            {options.map(({ value }) => (
              <option key={value} value={value} />
            ))}
          </datalist>
        </>
      )}
      {isMissing && (
        <p class="fault" id={`${id}-fault`}>
          {t('form.missing')}
        </p>
      )}
    </div>
  )
}

/** More choices than these stand in a list. */
const MOST_BUTTONS = 5
