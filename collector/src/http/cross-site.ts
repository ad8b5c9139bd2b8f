import type { FastifyRequest } from 'fastify'

/**
 * Whether a browser says that another site's page made this request. Cookies are SameSite=Strict already; this also stops what
 * another port or host name of the same site tries. Programs send neither header and carry no cookie by accident.
 */
export function isCrossSite(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  const { origin } = request.headers
  if (origin === undefined) return false
  return !URL.canParse(origin) || new URL(origin).host !== request.host
}

/** Whether a method changes something. */
export function isWrite(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
}
