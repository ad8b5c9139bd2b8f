// The package is CommonJS: only its default export is there for Node.
import chineseDays from 'chinese-days'

/** Whether people in China work on a day (`2026-11-25`): weekdays but for holidays, and swapped weekends (调休). */
export function isStatutoryWorkday(day: string): boolean {
  return chineseDays.isWorkday(day)
}

/** The holiday a day belongs to, as a free day or as the weekend that is worked for it; null for every other day. */
export function statutoryHoliday(day: string): { zh: string; en: string } | null {
  // The library says `National Day,国庆节,3` of such days, and of others their weekday.
  const [en, zh] = chineseDays.getDayDetail(day).name.split(',')
  return en === undefined || zh === undefined ? null : { zh, en }
}

/** The last year for which the library knows holidays: New Year's Day is one of every year. */
export function statutoryUntil(from: number): number {
  let year = from
  while (statutoryHoliday(`${year + 1}-01-01`) !== null) year++
  return year
}
