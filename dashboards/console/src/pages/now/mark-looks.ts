import type { Mark } from '../../model/marks.ts'
import type { IconName } from '../../parts/icon.tsx'

/** Each mark's shape and tone, where it stands by itself. In a grid what is well is a pale dot and what is off a dash. */
export const MARK_LOOKS: Record<Mark, { icon: IconName; tone: string }> = {
  g1: { icon: 'g1', tone: 'g1' },
  g2: { icon: 'g2', tone: 'g2' },
  g3: { icon: 'attention', tone: 'g3' },
  g4: { icon: 'g4', tone: 'g4' },
  unk: { icon: 'unk', tone: 'unk' },
  off: { icon: 'm-sleep', tone: 'off' },
  never: { icon: 'wait', tone: 'off' },
  ok: { icon: 'ok', tone: 'ok' },
}
