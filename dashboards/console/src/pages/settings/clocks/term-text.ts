import type { Term } from '@forewarn/shared/clock-policy.ts'

import { shortNumber } from '../../../format/number.ts'
import { t } from '../../../i18n/i18n.ts'
import { amountOf } from '../../../model/clock-policy.ts'

/** How long a clock runs, in words. */
export function termText(term: Term | undefined): string {
  if (term === undefined) return t('settings.clocks.unit.none')
  const { n, unit } = amountOf(term)
  return t(`settings.clocks.${unit}`, { n: shortNumber(n) })
}
