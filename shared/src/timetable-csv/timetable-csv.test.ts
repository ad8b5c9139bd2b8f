import { describe, expect, it } from 'vitest'

import type { Timetable } from '../timetable.ts'
import { momentOf, wallTime } from '../wall-clock.ts'
import { readTimetableCsv } from './read.ts'
import { tellCsvFault } from './words.ts'
import { writeTimetableCsv } from './write.ts'

const ZONE = 'Asia/Shanghai'
const TIMETABLE: Timetable = {
  terms: [{ from: '2026-09-01', to: '2027-01-20' }],
  periods: [
    { name: '第 1 节', weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '08:40' },
    { name: 'a "b", c', weekdays: [2, 4], from: '09:00', to: '09:40' },
  ],
  statutory: false,
  off: ['2026-10-20'],
  working: ['2026-10-24'],
  swappedAs: 3,
  lessonsOf: { '2026-10-24': 2 },
  maintenance: [{ from: '2026-12-05T00:00:00.000Z', to: '2026-12-05T04:30:00.000Z', why: '升级' }],
}

describe('a timetable as a table', () => {
  it.each(['zh', 'en'] as const)('comes back as it was, in %s', language => {
    const text = writeTimetableCsv(TIMETABLE, { zone: ZONE, language })
    expect(readTimetableCsv(text, ZONE)).toEqual({ ok: true, timetable: TIMETABLE })
    expect(text).toContain('2026-12-05 08:00')
  })
  it('is taken as a spreadsheet rewrites it', () => {
    const text =
      '\uFEFF类别;名称;星期;开始;结束\r\n学期;;;2026/9/1;2027/1/20\r\n节次;"第\n1 节";一至五;8:00;8:40:00\r\n;;;;\r\n放假;校庆;;2026/10/20;2026/10/22\r\n节次;晚;1、7;19:00;20:00\r\n'
    const read = readTimetableCsv(text, ZONE)
    expect(read).toMatchObject({
      ok: true,
      timetable: {
        terms: [{ from: '2026-09-01', to: '2027-01-20' }],
        periods: [
          { name: '第\n1 节', weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '08:40' },
          { name: '晚', weekdays: [1, 7] },
        ],
        off: ['2026-10-20', '2026-10-21', '2026-10-22'],
      },
    })
  })
  it('tells every fault by its line and column', () => {
    const text = `kind,name,weekdays,from,to
term,,,2026-02-30,2027-01-20
period,,1-9,10:00,09:00
holiday,,,2026-10-01,
period,x,1,08:00,24:30
statutory,maybe,,,
maintenance,w,,2026-12-05 10:00,2026-12-05 09:00
off,,,2026-10-03,2026-10-01
`
    const read = readTimetableCsv(text, ZONE)
    const told = read.ok ? [] : read.faults.map(fault => tellCsvFault(fault, 'en'))
    expect(told.map(one => one.replace(/such as.*|; there are.*/, ''))).toEqual([
      'line 2, from “2026-02-30”: is no day of the calendar, ',
      'line 3, name: is missing',
      'line 3, weekdays “1-9”: names no weekdays, ',
      'line 3, to “09:00”: ends before it begins',
      'line 4, kind “holiday”: no such kind',
      'line 5, to “24:30”: is no time of day, ',
      'line 6, name “maybe”: must be yes or no',
      'line 7, to “2026-12-05 09:00”: ends before it begins',
      'line 8, to “2026-10-01”: ends before it begins',
    ])
    expect(read.ok ? '' : tellCsvFault(read.faults[5]!, 'zh')).toBe('第 5 行，结束“24:30”：不是时间，例如 08:00')
  })
  it('must name its columns', () => {
    for (const text of ['', 'a,b,c', '1,2\n3,4']) expect(readTimetableCsv(text, ZONE)).toMatchObject({ ok: false })
  })
  it('says no formula to a spreadsheet', () => {
    const text = writeTimetableCsv(
      { ...TIMETABLE, periods: [{ ...TIMETABLE.periods[0]!, name: '=1+1' }] },
      { zone: ZONE, language: 'en' },
    )
    expect(text).toContain(`period,"'=1+1"`)
  })
})

describe('the clock on the wall', () => {
  it('is read and set in its own zone, also beside a change of clocks', () => {
    expect(wallTime(Date.parse('2026-11-25T06:18:00Z'), ZONE)).toBe('2026-11-25T14:18')
    expect(momentOf('2026-11-25T14:18', ZONE)).toBe(Date.parse('2026-11-25T06:18:00Z'))
    expect(momentOf('2026-10-25T03:30', 'Europe/Berlin')).toBe(Date.parse('2026-10-25T02:30:00Z'))
    expect(momentOf('2026-02-30T10:00', ZONE)).toBeNull()
  })
})
