import { RequestLinkView } from '@forewarn/shared/request-api.ts'
import { encodeQR } from 'qr'
import { Type } from 'typebox'

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
}

/** Where a site's people report problems, and about which device where its own code was scanned. */
export function requestAddress(page: string, token: string, device: string | null): string {
  return `${page}/r/${token}${device === null ? '' : `?d=${encodeURIComponent(device)}`}`
}

/** An address as a code that survives a scratch and a crooked telephone. */
export function requestCode(address: string): string {
  return encodeQR(address, 'svg', { ecc: 'medium', border: 2 })
}

const noLink = (): Problem => new Problem(404, 'no-request-link', 'The site has no request link; create one first.')
