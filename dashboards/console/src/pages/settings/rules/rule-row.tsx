import type { RuleList, RuleView } from '@forewarn/shared/rule-api.ts'
import { useEffect, useId, useState } from 'preact/hooks'

import { shortNumber } from '../../../format/number.ts'
import { t } from '../../../i18n/i18n.ts'
import { knobDoc, ruleDoc, ruleTerm } from '../../../i18n/terms.ts'
import { isInBounds, withKnob, withRule } from '../../../model/rules.ts'

type Knob = RuleView['knobs'][number]

interface RuleRowProps {
  rule: RuleView
  /** As it is in force. */
  held: RuleView
  list: RuleList
  /** Null where the person may only look. */
  change: ((next: RuleList) => void) | null
}

/** A rule: what it finds, whether it is used, and its numbers with what they mean. What the draft changes is marked. */
export function RuleRow({ rule, held, list, change }: RuleRowProps) {
  const isChanged =
    rule.enabled !== held.enabled || rule.knobs.some((knob, at) => !Object.is(knob.value, held.knobs[at]?.value))
  return (
    <li class={isChanged ? 'changed' : ''}>
      <div class="rule-head">
        <div>
          <h3>{ruleTerm(rule.name)}</h3>
          <p>{ruleDoc(rule.name, rule.doc)}</p>
        </div>
        {isChanged && <span class="tag mnt">{t('settings.rules.changed')}</span>}
        <label class="check">
          <input
            type="checkbox"
            checked={rule.enabled}
            disabled={change === null}
            onChange={({ currentTarget }) => change?.(withRule(list, rule.name, { enabled: currentTarget.checked }))}
          />
          <span>
            {t('settings.rules.on')}
            <span class="sr"> {ruleTerm(rule.name)}</span>
          </span>
        </label>
      </div>
      {rule.enabled && rule.knobs.length > 0 && (
        <div class="knobs">
          {rule.knobs.map((knob, at) => (
            <KnobField
              key={knob.name}
              rule={rule.name}
              knob={knob}
              before={held.knobs[at]?.value ?? knob.value}
              change={change && (value => change(withKnob(list, rule, knob.name, value)))}
            />
          ))}
        </div>
      )}
    </li>
  )
}

interface KnobFieldProps {
  rule: string
  knob: Knob
  before: number
  change: ((value: number) => void) | null
}

/** One number with its bounds. What is typed stays as it is typed, also while it is no number yet. */
function KnobField({ rule, knob, before, change }: KnobFieldProps) {
  const id = useId()
  const [text, setText] = useState(String(knob.value))
  useEffect(() => {
    if (!Number.isNaN(knob.value) && knob.value !== Number(text)) setText(String(knob.value))
  }, [knob.value])
  const isFine = isInBounds(knob)
  const bounds = t('settings.rules.bounds', { min: knob.minimum, max: knob.maximum, usual: knob.default })
  return (
    <div class="knob">
      <label for={id}>{knobDoc(rule, knob.name, knob.doc)}</label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autocomplete="off"
        value={text}
        disabled={change === null}
        aria-describedby={`${id}-bounds`}
        aria-invalid={!isFine}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value)
          change?.(currentTarget.value.trim() === '' ? Number.NaN : Number(currentTarget.value))
        }}
      />
      <small id={`${id}-bounds`} class={isFine ? '' : 'fault'}>
        {bounds}
        {!Object.is(knob.value, before) && <b> {t('settings.rules.was', { value: shortNumber(before) })}</b>}
      </small>
    </div>
  )
}
