import { beforeEach, describe, expect, it } from 'vitest'

import { showLanguage } from '../i18n/i18n.ts'
import { formatAge, formatDuration } from './duration.ts'
import { bytesText, formatCount, percentText, rateText, signed } from './number.ts'
import { formatDay, formatFull, formatMoment, zoneName } from './time.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
// 14:18:05 in Beijing, a Wednesday.
const AT = Date.parse('2026-11-25T06:18:05Z')

beforeEach(() => showLanguage('zh', false))

describe('numbers', () => {
  it('writes an unknown value as a dash, never as zero', () => {
    expect(percentText(null)).toBe('–')
    expect(bytesText(null)).toBe('–')
    expect(percentText(0)).toBe('0 %')
  })
  it('shows a tenth of a per cent only below one', () => {
    expect([0.0004, 0.004, 0.0094, 0.0096, 0.0994, 0.844, 1].map(percentText)).toEqual([
      '0 %',
      '0.4 %',
      '0.9 %',
      '1 %',
      '10 %',
      '84 %',
      '100 %',
    ])
  })
  it('changes the byte unit before four digits', () => {
    expect([0, 999, 1000, 1024 ** 2 * 999, 1024 ** 3 * 1.5].map(bytesText)).toEqual([
      '0 B',
      '999 B',
      '1.0 KB',
      '999 MB',
      '1.5 GB',
    ])
    expect(rateText(2048)).toBe('2.0 KB/s')
  })
  it('signs a number unless it rounds to nothing', () => {
    expect([0.4, -0.4, 0.04, -0.04].map(signed)).toEqual(['+0.4', '−0.4', '0.0', '0.0'])
  })
  it('groups counts with commas in both languages', () => {
    expect(formatCount(1872)).toBe('1,872')
    showLanguage('en', false)
    expect(formatCount(1872)).toBe('1,872')
  })
})

describe('durations', () => {
  it('uses at most two units, and one where the second no longer matters', () => {
    expect(
      [0, 59_999, 5 * MINUTE + 2000, 29 * MINUTE + 5000, HOUR, 6 * HOUR + 12 * MINUTE].map(formatDuration),
    ).toEqual(['0 秒', '59 秒', '5 分 2 秒', '29 分', '1 小时', '6 小时 12 分'])
    expect([DAY, 3 * DAY + 4 * HOUR, 12 * DAY + 4 * HOUR].map(formatDuration)).toEqual(['1 天', '3 天 4 小时', '12 天'])
  })
  it('follows the language', () => {
    showLanguage('en', false)
    expect(formatDuration(6 * HOUR + 12 * MINUTE)).toBe('6 h 12 min')
    expect(formatAge(21 * MINUTE)).toBe('21 min ago')
  })
  it('calls the last two seconds, and any time ahead, just now', () => {
    expect([-5000, 1999, 2000, 90_000, 3 * DAY].map(formatAge)).toEqual(['刚刚', '刚刚', '2 秒前', '1 分前', '3 天前'])
  })
})

describe('moments', () => {
  const zone = 'Asia/Shanghai'
  it('drops the date today and the year this year', () => {
    expect(formatMoment(AT, { zone, now: AT + HOUR })).toBe('14:18')
    expect(formatMoment(AT, { zone, now: AT + DAY })).toBe('11-25 14:18')
    expect(formatMoment(AT, { zone, now: AT + 60 * DAY })).toBe('2026-11-25 14:18')
    showLanguage('en', false)
    expect(formatMoment(AT, { zone, now: AT + DAY })).toBe('25 Nov 14:18')
  })
  it('takes the day in the zone of the site, not of the viewer or of Greenwich', () => {
    const lateEvening = Date.parse('2026-11-25T15:59:00Z')
    expect(formatMoment(lateEvening, { zone, now: lateEvening + 2 * MINUTE })).toBe('11-25 23:59')
    expect(formatMoment(lateEvening, { zone: 'Europe/Berlin', now: lateEvening + 2 * MINUTE })).toBe('16:59')
  })
  it('takes a zone the browser does not know as the default one', () => {
    expect(formatFull(AT, 'Not/AZone')).toBe('2026-11-25 14:18:05')
  })
  it('names day and zone', () => {
    expect(formatDay(AT, zone)).toBe('11月25日 周三')
    expect(zoneName(zone, AT)).toBe('北京时间')
    showLanguage('en', false)
    expect(formatDay(AT, zone)).toBe('Wed 25 Nov')
    expect(zoneName('Europe/Berlin', AT)).toBe('Central European Time')
    expect(zoneName('UTC', AT)).toBe('UTC')
  })
})
