import type { ComponentChildren } from 'preact'

import { t } from '../../../i18n/i18n.ts'

interface EditRowProps {
  /** What it is, for those who hear the page. */
  label: string
  /** What is wrong with it, in words. */
  fault?: string | null
  /** Null where the person may only look. */
  remove: (() => void) | null
  children: ComponentChildren
}

/** A row of fields that can be taken away, with what is wrong beneath it. */
export function EditRow({ label, fault = null, remove, children }: EditRowProps) {
  return (
    <li>
      <fieldset class="edit-row" disabled={remove === null}>
        <legend class="sr">{label}</legend>
        {children}
        {remove !== null && (
          <button type="button" class="btn sm" onClick={remove}>
            {t('settings.form.remove')}
            <span class="sr"> {label}</span>
          </button>
        )}
      </fieldset>
      {fault !== null && <p class="fault">{fault}</p>}
    </li>
  )
}

/** The list with one row replaced, or taken away by `null`. */
export const withRow = <T,>(list: readonly T[], index: number, row: T | null): T[] =>
  list.flatMap((one, at) => (at !== index ? [one] : row === null ? [] : [row]))
