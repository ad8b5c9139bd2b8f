import { LatestAnswer, SeriesAnswer } from '@forewarn/shared/api.ts'
import { Type } from 'typebox'

import { toLatest } from '../../live/readings.ts'
import type { App, Parts } from '../app.ts'
import { isoTime } from '../describe.ts'
import { Problem } from '../problem.ts'
import { DeviceParams, seen, unknownDevice } from './devices.ts'
import { readRange, TimeText } from './range.ts'

const DAY_MS = 86_400_000

/** One device's numbers: the newest ones, and a metric over a range. */
export function registerReadings(app: App, parts: Parts): void {
  const { store, clock } = parts
  const tags = ['readings']

  app.get(
    '/devices/:device/latest',
    {
      config: { audience: 'viewer', scope: 'named' },
      schema: {
        summary: 'The newest reading of every series, and the inventory',
        tags,
        params: DeviceParams,
        response: { 200: LatestAnswer },
      },
    },
    async request => {
      const id = request.params.device
      const [row, readings, inventory] = await Promise.all([
        store.devices.get(id),
        store.readings.latest(id),
        store.readings.inventory(id),
      ])
      if (row === null) throw unknownDevice()
      return {
        device: seen(row, parts),
        readings: readings.map(toLatest),
        inventory: inventory.map(item => ({ ...item, at: isoTime(item.at) })),
      }
    },
  )

  app.get(
    '/devices/:device/series',
    {
      config: { audience: 'viewer', scope: 'named' },
      schema: {
        summary: 'One metric over a range, one column set for each of its series; by default the last 24 hours',
        tags,
        params: DeviceParams,
        querystring: Type.Object({
          metric: Type.String({ minLength: 1, maxLength: 200 }),
          attributes: Type.Optional(
            Type.String({ maxLength: 2000, description: 'Only this series: its attributes as a JSON object.' }),
          ),
          from: Type.Optional(TimeText),
          to: Type.Optional(TimeText),
          maxPoints: Type.Optional(Type.Integer({ minimum: 10, maximum: 10_000, default: 2000 })),
        }),
        response: { 200: SeriesAnswer },
      },
    },
    async request => {
      const { metric, attributes, maxPoints = 2000 } = request.query
      const device = request.params.device
      const now = clock.now()
      const range = readRange(request.query, now, DAY_MS)
      const only = attributes === undefined ? {} : { attributes: readAttributes(attributes) }
      const [row, answer] = await Promise.all([
        store.devices.get(device),
        store.readings.series({ device, metric, ...range, maxPoints, ...only }, now),
      ])
      if (row === null) throw unknownDevice()
      return { from: isoTime(range.from), to: isoTime(range.to), ...answer }
    },
  )
}

function readAttributes(text: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && Object.values(value).every(part => typeof part === 'string'))
      return value as Record<string, string>
  } catch {
    // Told below, like any other text that is no such object.
  }
  throw new Problem(400, 'invalid', '"attributes" must be a JSON object of texts.')
}
