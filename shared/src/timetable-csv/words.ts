/*
 * A timetable as a table that a school keeps in its spreadsheet. Every row says one thing; the columns are
 * `kind, name, weekdays, from, to`, in English or in Chinese.
 */

export const COLUMNS = ['kind', 'name', 'weekdays', 'from', 'to'] as const
export type Column = (typeof COLUMNS)[number]
export const COLUMN_WORDS: Record<Column, string> = {
  kind: '类别',
  name: '名称',
  weekdays: '星期',
  from: '开始',
  to: '结束',
}

/** What a row can be, with its Chinese name. */
export const KINDS = {
  term: '学期',
  period: '节次',
  statutory: '法定节假日',
  swapped: '调休日按',
  off: '放假',
  working: '上课',
  lessons: '按星期上课',
  maintenance: '维护',
} as const
export type Kind = keyof typeof KINDS

export const ANSWERS = { yes: '是', no: '否' } as const

/** Where a row cannot be taken, and why. Lines count from 1, as a spreadsheet shows them. */
export interface CsvFault {
  line: number
  column: Column
  value: string
  what: CsvFaultKind
}

const FAULTS = {
  'no-header': {
    zh: '第一行要有列名：类别、名称、星期、开始、结束',
    en: 'the first line must name the columns: kind, name, weekdays, from, to',
  },
  'unknown-kind': {
    zh: `没有这种类别，可用：${Object.values(KINDS).join('、')}`,
    en: `no such kind; there are ${Object.keys(KINDS).join(', ')}`,
  },
  missing: { zh: '没有填', en: 'is missing' },
  'no-day': { zh: '不是日期，例如 2026-09-01', en: 'is no day of the calendar, such as 2026-09-01' },
  'no-time': { zh: '不是时间，例如 08:00', en: 'is no time of day, such as 08:00' },
  'no-weekday': { zh: '不是星期，例如 1-5 或 1 3 5', en: 'names no weekdays, such as 1-5 or 1 3 5' },
  'no-moment': { zh: '不是日期和时间，例如 2026-12-05 08:00', en: 'is no date and time, such as 2026-12-05 08:00' },
  'no-answer': { zh: '要填是或否', en: 'must be yes or no' },
  'ends-before': { zh: '结束早于开始', en: 'ends before it begins' },
  'too-long': { zh: '太长', en: 'is too long' },
  'too-many': { zh: '行数太多', en: 'there are too many rows' },
} as const
export type CsvFaultKind = keyof typeof FAULTS

/** A fault in words: `第 4 行，结束“10:70”：不是时间，例如 08:00`. */
export function tellCsvFault({ line, column, value, what }: CsvFault, language: 'zh' | 'en'): string {
  const said = value.slice(0, 40)
  return language === 'zh'
    ? `第 ${line} 行，${COLUMN_WORDS[column]}${said === '' ? '' : `“${said}”`}：${FAULTS[what].zh}`
    : `line ${line}, ${column}${said === '' ? '' : ` “${said}”`}: ${FAULTS[what].en}`
}
