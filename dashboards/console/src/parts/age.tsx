import { useComputed } from '@preact/signals'

import { now } from '../data/clock.ts'
import { formatAge } from '../format/duration.ts'

/** How long ago a moment (Unix ms) was. Moves with the clock, and touches the page only when its words change. */
export function Age({ at }: { at: number }) {
  const words = useComputed(() => formatAge(now() - at))
  return <>{words}</>
}
