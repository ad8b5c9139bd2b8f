import { Readable } from 'node:stream'

import { Type } from 'typebox'

import type { App, Parts } from '../app.ts'
import { Problem } from '../problem.ts'
import type { Studies } from '../studies.ts'

const Query = Type.Object(
  {
    device: Type.Optional(Type.String()),
    site: Type.Optional(Type.String()),
    since: Type.Optional(Type.String({ format: 'date-time', description: '7 days ago unless given.' })),
    until: Type.Optional(Type.String({ format: 'date-time', description: 'Now unless given.' })),
  },
  { additionalProperties: false },
)

const SINCE_MS = 7 * 86_400_000

/** `GET /trace`: the history of a device or site as it was judged, to be judged again elsewhere. */
export function registerTrace(app: App, { store, clock }: Parts, studies: Studies): void {
  app.get(
    '/trace',
    {
      config: { audience: 'engineer' },
      schema: {
        summary: 'The history of one device or site with the world it was judged in, as JSON Lines',
        tags: ['rules'],
        querystring: Query,
        produces: ['application/x-ndjson'],
      },
    },
    async (request, reply) => {
      const { device, site, since, until } = request.query
      const now = clock.now()
      const to = until === undefined ? now : Date.parse(until)
      const from = since === undefined ? to - SINCE_MS : Date.parse(since)
      if ((device === undefined) === (site === undefined))
        throw new Problem(400, 'invalid', 'Name either a device or a site.')
      if (from >= to) throw new Problem(400, 'invalid', '“since” must lie before “until”.')
      if (device !== undefined && (await store.devices.numberOf(device)) === null)
        throw new Problem(404, 'unknown-device', 'There is no such device.')
      if (site !== undefined && !(await store.places.listSites()).some(({ id }) => id === site))
        throw new Problem(404, 'unknown-site', 'There is no such site.')
      const of = device === undefined ? { site: site! } : { device }
      const name = `trace-${device ?? site!}.jsonl`
      return reply
        .type('application/x-ndjson')
        .header('content-disposition', `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`)
        .send(Readable.from(studies.begin({ type: 'trace', of, since: from, until: to })))
    },
  )
}
