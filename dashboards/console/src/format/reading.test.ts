import { METRICS, describeMetric } from '@forewarn/shared/metrics.ts'
import { beforeEach, describe, expect, it } from 'vitest'

import { showLanguage } from '../i18n/i18n.ts'
import { formatFull, formatMoment } from './time.ts'
import { celsiusText, countText, frequencyText, linkText, readingText, secondsText } from './reading.ts'

beforeEach(() => showLanguage('en', false))

describe('a reading in words', () => {
  it.each<[metric: string, unit: string, value: number | null, text: string]>([
    ['system.cpu.utilization', '1', 0.234, '23 %'],
    ['forewarn.program.hung', '1', 1, 'yes'],
    ['hw.network.up', '1', 0, 'no'],
    ['hw.network.up', '1', 0.5, '50 %'],
    ['hw.physical_disk.smart', '1', 1208, '1,208'],
    ['forewarn.agent.slowdown', '1', 4, '4'],
    ['system.memory.usage', 'By', 7.2 * 2 ** 30, '7.2 GB'],
    ['system.network.io', 'By/s', 1_800_000, '1.7 MB/s'],
    ['hw.network.bandwidth.limit', 'By/s', 125_000_000, '1,000 Mbit/s'],
    ['forewarn.disk.latency', 's', 0.00041, '0.41 ms'],
    ['forewarn.pressure.stall', 's/s', 0.018, '2 %'],
    ['hw.temperature', 'Cel', -3.4, '−3 °C'],
    ['hw.fan.speed', 'rpm', 1180, '1,180 rpm'],
    ['system.process.count', '{process}', 1, '1 process'],
    ['forewarn.program.restarts', '{restart}/s', 2 / 3600, '2 /h'],
    ['hw.voltage', 'V', 11.94, '11.9 V'],
    ['hw.misses', '{miss}', 3, '3 miss'],
    ['hw.misses', '{miss}/s', 3, '3 /s'],
    ['unheard.of', '', 12.5, '12.5'],
    ['system.cpu.utilization', '1', null, '–'],
  ])('%s %s %s', (metric, unit, value, text) => expect(readingText(metric, unit, value)).toBe(text))

  it('has a unit for every metric of the catalogue, in both languages', () => {
    for (const language of ['zh', 'en'] as const) {
      showLanguage(language, false)
      for (const [metric, { unit, instrument }] of Object.entries(METRICS)) {
        const rated = instrument === 'counter' ? `${unit}/s` : unit
        const text = readingText(metric, rated, 7.3)
        expect(text, metric).not.toMatch(/[{}]|undefined/)
        if (!['hw.physical_disk.smart', 'forewarn.agent.slowdown'].includes(metric))
          expect(text).not.toMatch(/^[\d.,]+$/)
        expect(describeMetric(metric)[language]).not.toBe(metric)
      }
    }
  })
})

it.each([
  [0, '0 s'],
  [0.0000004, '0.0004 ms'],
  [0.0182, '18.2 ms'],
  [1.42, '1.42 s'],
  [59.94, '59.9 s'],
  [247, '4 min 7 s'],
  [6412 * 3600, '267 d'],
  [-0.3, '−300 ms'],
  [-90, '−1 min 30 s'],
])('%d seconds are %s', (seconds, text) => expect(secondsText(seconds)).toBe(text))

it.each([
  [0, '0 /s'],
  [73, '73 /s'],
  [0.5, '30 /min'],
  [4 / 3600, '4 /h'],
  [2 / 86_400, '2 /d'],
  [1e-9, '0.0000864 /d'],
])('%d a second are %s', (perSecond, text) => expect(frequencyText(perSecond)).toBe(text))

it('counts in both languages', () => {
  expect([countText(1, 'update'), countText(1204, 'packet')]).toEqual(['1 update', '1,204 packets'])
  showLanguage('zh', false)
  expect([countText(1, 'update'), frequencyText(2)]).toEqual(['1 个更新', '2 次/秒'])
})

it('whatever an agent says stays one short figure, and a moment beyond the calendar none', () => {
  for (const value of [1e300, -1e300, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 64]) {
    const texts = [celsiusText(value), linkText(value), secondsText(value), frequencyText(value)]
    for (const unit of ['1', 'By', 'By/s', '{error}', 'x']) texts.push(readingText('unheard.of', unit, value))
    for (const text of texts) {
      expect(text.length, text).toBeLessThan(40)
      expect(text).not.toMatch(/NaN|Infinity/)
    }
  }
  expect(formatMoment(-1e300, { zone: 'UTC', now: 0 })).toBe('–')
  expect(formatFull(8.7e15, 'UTC')).toBe('–')
})
