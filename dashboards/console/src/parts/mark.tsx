import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

/** How things stand with something: well, off without fault, unknown, to be looked at, or bad. */
export type Standing = 'ok' | 'off' | 'unk' | 'risk' | 'late'

const ICONS: Record<Standing, IconName> = { ok: 'ok', off: 'idle', unk: 'unk', risk: 'attention', late: 'late' }

/** A standing as shape, word and colour. What is well is quiet; only what is not gets a ground. */
export function Mark({ standing, children }: { standing: Standing; children: string }) {
  const loud = standing === 'risk' || standing === 'late'
  return (
    <span class={loud ? `tag ${standing}` : 'mark'}>
      <Icon name={ICONS[standing]} tone={loud ? '' : standing} />
      {children}
    </span>
  )
}
