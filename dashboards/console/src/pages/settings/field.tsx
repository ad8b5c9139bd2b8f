import type { InputHTMLAttributes } from 'preact'
import { useId } from 'preact/hooks'

interface TextFieldProps {
  label: string
  hint?: string
  /** What is wrong with what was typed. */
  fault?: string | undefined
  input: InputHTMLAttributes
}

/** A line to type in, under its name; what is wrong with it stands below and is read out with it. */
export function TextField({ label, hint, fault, input }: TextFieldProps) {
  const id = useId()
  const notes = [hint === undefined ? '' : `${id}-hint`, fault === undefined ? '' : `${id}-fault`].join(' ').trim()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        {...input}
        {...(notes === '' ? {} : { 'aria-describedby': notes })}
        {...(fault === undefined ? {} : { 'aria-invalid': 'true' as const })}
      />
      {hint !== undefined && (
        <small class="dim" id={`${id}-hint`}>
          {hint}
        </small>
      )}
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  )
}
