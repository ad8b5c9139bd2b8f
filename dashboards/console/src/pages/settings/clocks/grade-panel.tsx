import type { ClockPolicy, Term } from '@forewarn/shared/clock-policy.ts'
import { CLOCK_NAMES, GRADES, type ClockName, type Grade } from '@forewarn/shared/incidents.ts'
import { useEffect, useState } from 'preact/hooks'

import { language, t } from '../../../i18n/i18n.ts'
import { amountOf, isTermFine, termOf, UNITS, withTerm, type Unit } from '../../../model/clock-policy.ts'
import { GradeTag } from '../../../parts/grade-tag.tsx'

interface GradePanelProps {
  grade: Grade
  policy: ClockPolicy
  /** Null where the person may only look. */
  change: ((next: ClockPolicy) => void) | null
}

/** The clocks of one grade. */
export function GradePanel({ grade, policy, change }: GradePanelProps) {
  return (
    <section class="panel" aria-label={GRADES[grade][language()]}>
      <div class="ph">
        <h2>
          <GradeTag grade={grade} />
        </h2>
        <span class="r">{t(`gradeHint.g${grade}`)}</span>
      </div>
      <ul class="promises">
        {CLOCK_NAMES.map(clock => (
          <Promised
            key={clock}
            grade={grade}
            clock={clock}
            term={policy[grade][clock]}
            change={change && (term => change(withTerm(policy, { grade, clock }, term)))}
          />
        ))}
      </ul>
    </section>
  )
}

interface PromisedProps {
  grade: Grade
  clock: ClockName
  term: Term | undefined
  change: ((term: Term | null) => void) | null
}

/** One clock: how long, in which unit, or not promised. */
function Promised({ grade, clock, term, change }: PromisedProps) {
  const shown = term === undefined ? null : amountOf(term)
  const [text, setText] = useState(shown === null ? '' : String(shown.n))
  const [unit, setUnit] = useState<Unit | 'none'>(shown?.unit ?? 'none')
  const typed = text.trim() === '' ? Number.NaN : Number(text)
  useEffect(() => {
    // What was changed elsewhere is shown; what is typed here stays as it is typed.
    if (shown === null) setUnit('none')
    else if (unit === 'none' || JSON.stringify(termOf(typed, unit)) !== JSON.stringify(term)) {
      setText(Number.isNaN(shown.n) ? text : String(shown.n))
      setUnit(shown.unit)
    }
  }, [JSON.stringify(term)])
  const words = { grade: GRADES[grade][language()], clock: t(`clock.${clock}`) }
  const isFine = term === undefined || isTermFine(term)
  return (
    <li>
      <span>{words.clock}</span>
      <input
        type="text"
        inputMode="decimal"
        class={unit === 'none' ? 'gone' : ''}
        aria-label={t('settings.clocks.amount', words)}
        aria-invalid={!isFine}
        disabled={change === null || unit === 'none'}
        value={text}
        onInput={({ currentTarget: { value } }) => {
          setText(value)
          if (unit !== 'none') change?.(termOf(value.trim() === '' ? Number.NaN : Number(value), unit))
        }}
      />
      <select
        aria-label={t('settings.clocks.unitOf', words)}
        disabled={change === null}
        value={unit}
        onChange={({ currentTarget: { value } }) => {
          const next = value as Unit | 'none'
          setUnit(next)
          if (next !== 'none' && Number.isNaN(typed)) setText('1')
          change?.(next === 'none' ? null : termOf(Number.isNaN(typed) ? 1 : typed, next))
        }}
      >
        {[...UNITS, 'none' as const].map(one => (
          <option key={one} value={one}>
            {t(`settings.clocks.unit.${one}`)}
          </option>
        ))}
      </select>
      {!isFine && <p class="fault">{t('settings.clocks.fault')}</p>}
    </li>
  )
}
