import { t } from '../../../i18n/i18n.ts'
import type { RowFault } from '../../../model/timetable.ts'

/** What is wrong with a row, in words; null where nothing is. */
export const faultText = (fault: RowFault | null | undefined): string | null =>
  fault === null || fault === undefined ? null : t(`settings.timetable.fault.${fault}`)
