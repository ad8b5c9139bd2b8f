// The package is CommonJS: only its default export is there for Node.
import chineseDays from 'chinese-days'

/** Whether people in China work on a day (`2026-11-25`): weekdays but for holidays, and swapped weekends (调休). */
export function isStatutoryWorkday(day: string): boolean {
  return chineseDays.isWorkday(day)
}
