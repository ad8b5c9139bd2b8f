import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'

import type { StubIncidents } from './stub-incidents.ts'

/** A PNG of one grey pixel, as a telephone's picture. */
export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
)
const PAGE = 3

/** The collector's archive in short: the same incidents, found by their Chinese title, a few on a page; one photo for all. */
export function answerArchive(
  { incidents }: { incidents: StubIncidents },
  path: string,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  if (path.startsWith('/photos/')) {
    response.writeHead(200, { 'content-type': 'image/png' }).end(PICTURE)
    return
  }
  const json = (body: unknown) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const wanted = incidents.list.filter(
    one =>
      one.title.zh.includes(query.get('q') ?? '') &&
      (query.get('grade') ?? String(one.grade)) === String(one.grade) &&
      (query.get('state') === 'closed' ? one.state === 'closed' : true),
  )
  const start = query.get('before') === null ? 0 : wanted.findIndex(({ id }) => id === query.get('before')) + 1
  const page = wanted.slice(start, start + PAGE)
  const next = start + PAGE < wanted.length ? page.at(-1)!.id : null
  json({ incidents: page, total: wanted.length, next })
}
