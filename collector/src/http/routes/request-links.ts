import { RequestLinkView } from '@forewarn/shared/request-api.ts'
import { encodeQR } from 'qr'
import { Type } from 'typebox'

import { CARDS_POLICY, cardsDocument, type Card } from '../../documents/cards.ts'
import type { RequestLink } from '../../store/request-links.ts'
import type { App, Parts } from '../app.ts'
import { isoTime } from '../describe.ts'
import { Problem } from '../problem.ts'
import { newSecret } from '../secrets.ts'

const Params = Type.Object({ site: Type.String({ maxLength: 40 }) })

/** The link through which a site's people report problems: handed out, renewed, withdrawn, and as a code to scan. */
export function registerRequestLinks(app: App, { store, clock, pageAddress }: Parts): void {
  const tags = ['service requests']
  const path = '/sites/:site/request-link'
  const config = { audience: 'engineer' } as const

  const describe = ({ siteId, token, createdAt }: RequestLink): RequestLinkView => ({
    siteId,
    token,
    address: requestAddress(pageAddress(), token, null),
    createdAt: isoTime(createdAt),
  })

  async function linkOf(site: string): Promise<RequestLink> {
    const link = await store.requestLinks.of(site)
    if (link === null) throw noLink()
    return link
  }

  app.get(
    path,
    {
      config,
      schema: { summary: 'The site’s request link', tags, params: Params, response: { 200: RequestLinkView } },
    },
    async request => describe(await linkOf(request.params.site)),
  )

  app.post(
    path,
    {
      config,
      schema: {
        summary: 'Give the site a request link, or another one: what was printed before leads nowhere any more',
        tags,
        params: Params,
        response: { 201: RequestLinkView },
      },
    },
    async (request, reply) => {
      const { site } = request.params
      const sites = await store.places.listSites()
      if (!sites.some(({ id }) => id === site)) throw new Problem(404, 'unknown-site', 'There is no such site.')
      const link = await store.requestLinks.renew(site, newSecret().slice(0, 22), clock.now())
      return reply.code(201).send(describe(link))
    },
  )

  app.delete(
    path,
    {
      config,
      schema: { summary: 'Withdraw the site’s request link', tags, params: Params, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      if (!(await store.requestLinks.withdraw(request.params.site))) throw noLink()
      return reply.code(204).send(null)
    },
  )

  app.get(
    `${path}/code.svg`,
    {
      config,
      schema: {
        summary: 'The request link as a code to scan, of a device where one is given',
        tags,
        params: Params,
        querystring: Type.Object({ device: Type.Optional(Type.String({ maxLength: 40 })) }),
        produces: ['image/svg+xml'],
      },
    },
    async (request, reply) => {
      const { token } = await linkOf(request.params.site)
      const { device = null } = request.query
      return reply
        .type('image/svg+xml; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(requestCode(requestAddress(pageAddress(), token, device)))
    },
  )

  app.get(
    `${path}/cards`,
    {
      config,
      schema: {
        summary: 'Codes of the site and of all its devices on a page to print',
        tags,
        params: Params,
        produces: ['text/html'],
      },
    },
    async (request, reply) => {
      const { site, cards } = await cardsOf({ store, pageAddress }, await linkOf(request.params.site))
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', CARDS_POLICY)
        .send(cardsDocument(site, cards))
    },
  )
}

/** One card for the site as a whole, then one for every device, in the order of their rooms. */
async function cardsOf(
  { store, pageAddress }: Pick<Parts, 'store' | 'pageAddress'>,
  { siteId, token }: RequestLink,
): Promise<{ site: string; cards: Card[] }> {
  const site = (await store.places.listSites()).find(({ id }) => id === siteId)
  const devices = (await store.devices.list()).filter(device => device.siteId === siteId)
  const code = (device: string | null): string => requestCode(requestAddress(pageAddress(), token, device))
  const own = devices.map(({ id, name, roomName }): Card => ({ code: code(id), room: roomName, device: name }))
  return { site: site?.name ?? siteId, cards: [{ code: code(null), room: null, device: null }, ...own] }
}

/** Where a site's people report problems, and about which device where its own code was scanned. */
function requestAddress(page: string, token: string, device: string | null): string {
  return `${page}/r/${token}${device === null ? '' : `?d=${encodeURIComponent(device)}`}`
}

/** An address as a code that survives a scratch and a crooked telephone. */
function requestCode(address: string): string {
  return encodeQR(address, 'svg', { ecc: 'medium', border: 2 })
}

const noLink = (): Problem => new Problem(404, 'no-request-link', 'The site has no request link; create one first.')
