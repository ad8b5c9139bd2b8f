import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'

import { t } from '../../../i18n/i18n.ts'
import { Icon } from '../../../parts/icon.tsx'

interface FormSheetProps {
  title: string
  hint?: string
  /** What the button that sends is called. */
  action: string
  /** Sends what the form holds: answers null when it is done, else why it was not, in words. */
  send(): Promise<string | null>
  close(): void
  children?: ComponentChildren
}

/** A form above the page. What is refused is said in it, and nothing that was typed is lost. */
export function FormSheet({ title, hint, action, send, close, children }: FormSheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  useEffect(() => dialog.current?.showModal(), [])

  async function submit(form: HTMLFormElement): Promise<void> {
    if (busy) return
    setBusy(true)
    const why = await send()
    setBusy(false)
    setFault(why)
    if (why === null) dialog.current?.close()
    else form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }

  return (
    <dialog ref={dialog} class="sheet" aria-labelledby={id} onClose={close}>
      <form
        novalidate
        onSubmit={event => {
          event.preventDefault()
          void submit(event.currentTarget)
        }}
      >
        <h2 id={id}>{title}</h2>
        {hint !== undefined && <p class="dim">{hint}</p>}
        <Fault text={fault} />
        {children}
        <div class="foot">
          <button type="button" class="btn" onClick={() => dialog.current?.close()}>
            {t('act.cancel')}
          </button>
          <button type="submit" class="btn pri" disabled={busy}>
            {action}
          </button>
        </div>
      </form>
    </dialog>
  )
}

/** Why something was refused, where it was asked. */
export function Fault({ text }: { text: string | null }) {
  return text === null ? null : (
    <p class="fault" role="alert">
      <Icon name="late" />
      <span class="name">{text}</span>
    </p>
  )
}
