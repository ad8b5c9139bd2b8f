import { GRADES, type Grade } from '@forewarn/shared/incidents.ts'

import { language } from '../i18n/i18n.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

/** Each grade's shape; the third shares the diamond of what asks for attention. */
export const GRADE_ICONS: Record<Grade, IconName> = { 1: 'g1', 2: 'g2', 3: 'attention', 4: 'g4' }

/** A grade as shape, word and colour. */
export function GradeTag({ grade }: { grade: Grade }) {
  return (
    <span class={`tag g${grade}`}>
      <Icon name={GRADE_ICONS[grade]} />
      {GRADES[grade][language()]}
    </span>
  )
}
