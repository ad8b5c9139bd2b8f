import type { ComponentChild } from 'preact'

import { NONE } from '../format/number.ts'
import { Fresh } from './fresh.tsx'

/** Something that is known, and what. */
export interface Pair {
  key: string
  label: string
  value: ComponentChild
}

/** Names and values side by side, in two columns of them where `wide`. What is not known is left out. */
export function Pairs({ pairs, wide = false }: { pairs: readonly Pair[]; wide?: boolean }) {
  return (
    <dl class={`kv ${wide ? 'k4' : ''}`}>
      {pairs
        .filter(({ value }) => value !== null && value !== undefined && value !== NONE)
        .map(({ key, label, value }) => (
          <PairOf key={key} label={label} value={value} />
        ))}
    </dl>
  )
}

function PairOf({ label, value }: { label: string; value: ComponentChild }) {
  return (
    <>
      <dt class="name">{label}</dt>
      <dd class="name">{typeof value === 'string' ? <Fresh text={value} /> : value}</dd>
    </>
  )
}
