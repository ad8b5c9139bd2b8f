import { fromLocal } from '@forewarn/shared/evidence/local-time.ts'

import type { Reader } from './material.ts'
import { linesOf, textOf } from './text.ts'

const TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/

/** A table `timestamp,value`. No rule judges a series whose meaning nobody told, so what is in it is only described. */
export const seriesReader: Reader = {
  kind: 'series',
  read(file, { timeZone }) {
    const text = textOf(file)
    if (text === null) return null
    const [head, ...lines] = linesOf(text)
    if (head === undefined || !/^"?timestamp"?,"?value"?$/i.test(head.trim())) return null
    const points = lines.flatMap(line => {
      const [time = '', value = ''] = line.split(',').map(field => field.trim().replaceAll('"', ''))
      const at = momentOf(time, timeZone)
      return at === null || value === '' || !Number.isFinite(Number(value)) ? [] : [{ at, value: Number(value) }]
    })
    const bad = lines.length - points.length
    const values = points.map(({ value }) => value)
    const least = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
    const most = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
    return {
      boots: [],
      events: [],
      notes: [
        points.length === 0
          ? 'a series without points'
          : `a series of ${points.length} points from ${new Date(points[0]!.at).toISOString()} to ${new Date(points.at(-1)!.at).toISOString()}, between ${least} and ${most}`,
        ...(bad === 0 ? [] : [`${bad} of ${lines.length} rows are not a time and a number and were left out`]),
      ],
    }
  },
}

function momentOf(text: string, timeZone: string): number | null {
  const match = TIME.exec(text)
  if (match === null) return null
  const [, year, month, day, hour, minute, second = '0', zone] = match
  if (zone !== undefined) return Date.parse(text.replace(' ', 'T'))
  const local = { year, month, day, hour, minute, second }
  const numbers = Object.fromEntries(Object.entries(local).map(([name, value]) => [name, Number(value)]))
  return fromLocal(numbers as unknown as Parameters<typeof fromLocal>[0], timeZone)
}
