import { EventsAnswer } from '@forewarn/shared/api.ts'
import { Type } from 'typebox'

import type { App, Parts } from '../app.ts'
import { describeEvent } from '../describe.ts'
import { DeviceParams, unknownDevice } from './devices.ts'
import { readRange, TimeText } from './range.ts'

const MONTH_MS = 30 * 86_400_000

/** What happened on one device. */
export function registerEvents(app: App, { store, clock }: Parts): void {
  app.get(
    '/devices/:device/events',
    {
      config: { audience: 'viewer', scope: 'named' },
      schema: {
        summary: 'A device’s events, newest first; by default of the last 30 days',
        tags: ['events'],
        params: DeviceParams,
        querystring: Type.Object({
          from: Type.Optional(TimeText),
          to: Type.Optional(TimeText),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
          names: Type.Optional(
            Type.String({
              maxLength: 1000,
              pattern: '^[a-z0-9_.,-]+$',
              description: 'Only events of these names, separated by commas.',
            }),
          ),
          before: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: '`next` of the answer before.' })),
        }),
        response: { 200: EventsAnswer },
      },
    },
    async request => {
      const { limit = 100, before, names } = request.query
      const device = request.params.device
      const range = readRange(request.query, clock.now(), MONTH_MS)
      const [row, events] = await Promise.all([
        store.devices.get(device),
        store.readings.events({
          device,
          ...range,
          limit,
          before: before === undefined ? null : Number(before),
          names: names?.split(',') ?? null,
        }),
      ])
      if (row === null) throw unknownDevice()
      const last = events.length < limit ? undefined : events.at(-1)
      return { events: events.map(describeEvent), next: last === undefined ? null : String(last.id) }
    },
  )
}
