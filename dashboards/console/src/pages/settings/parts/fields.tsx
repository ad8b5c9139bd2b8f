import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface FieldProps {
  label: string
  /** Said smaller beside the label. */
  hint?: string
  value: string
  change(value: string): void
  /** What is wrong with the value. */
  fault?: string | undefined
  disabled?: boolean
}

interface TextFieldProps extends FieldProps {
  type?: 'text' | 'date' | 'time' | 'datetime-local' | 'number'
  longest?: number
  /** What is often written here. */
  known?: readonly string[]
  placeholder?: string
  min?: number
  max?: number
}

/** A line to be filled in. */
export function TextField({
  label,
  hint,
  value,
  change,
  fault,
  known,
  type = 'text',
  longest,
  ...rest
}: TextFieldProps) {
  const id = useId()
  return (
    <div class="field">
      <FieldLabel id={id} label={label} hint={hint} />
      <input
        id={id}
        type={type}
        value={value}
        maxLength={longest}
        autocomplete="off"
        step={type === 'number' ? 'any' : undefined}
        onInput={event => change(event.currentTarget.value)}
        {...(known === undefined ? {} : { list: `${id}-known` })}
        {...faulty(id, fault)}
        {...rest}
      />
      {known !== undefined && (
        <datalist id={`${id}-known`}>
          {known.map(one => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      <FieldFault id={id} fault={fault} />
    </div>
  )
}

/** A choice from a list. */
export function SelectField({
  label,
  hint,
  value,
  change,
  fault,
  disabled,
  children,
}: FieldProps & { children: ComponentChildren }) {
  const id = useId()
  return (
    <div class="field">
      <FieldLabel id={id} label={label} hint={hint} />
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={event => change(event.currentTarget.value)}
        {...faulty(id, fault)}
      >
        {children}
      </select>
      <FieldFault id={id} fault={fault} />
    </div>
  )
}

/** Something that is so or not. */
export function CheckField({
  label,
  value,
  change,
  disabled,
}: Pick<FieldProps, 'label' | 'disabled'> & { value: boolean; change(value: boolean): void }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={value}
        disabled={disabled}
        onChange={event => change(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  )
}

const faulty = (id: string, fault: string | undefined) =>
  fault === undefined ? {} : { 'aria-invalid': 'true' as const, 'aria-describedby': `${id}-fault` }

function FieldLabel({ id, label, hint }: { id: string; label: string; hint: string | undefined }) {
  return (
    <label for={id}>
      {label}
      {hint !== undefined && <em> {hint}</em>}
    </label>
  )
}

function FieldFault({ id, fault }: { id: string; fault: string | undefined }) {
  return fault === undefined ? null : (
    <p class="fault" id={`${id}-fault`}>
      {fault}
    </p>
  )
}
