import { TokenCreated, TokenInfo, TokenInput } from '@forewarn/shared/api.ts'
import { Type } from 'typebox'

import type { TokenRow } from '../../store/tokens.ts'
import { TOKEN_PREFIX } from '../access.ts'
import type { App, Parts } from '../app.ts'
import { isoTime } from '../describe.ts'
import { Problem } from '../problem.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import { checkSites } from '../user-rules.ts'

/** Tokens for scripts. */
export function registerTokens(app: App, { store, clock }: Parts): void {
  const tags = ['tokens']

  app.get(
    '/tokens',
    {
      config: { audience: 'admin' },
      schema: {
        summary: 'All tokens, without their secrets',
        tags,
        response: { 200: Type.Object({ tokens: Type.Array(TokenInfo) }) },
      },
    },
    async () => ({ tokens: (await store.people.listTokens()).map(describeToken) }),
  )

  app.post(
    '/tokens',
    {
      config: { audience: 'admin', audit: { fields: ['name', 'role', 'sites'] } },
      schema: {
        summary: 'Create a token; it is shown this once',
        tags,
        body: TokenInput,
        response: { 201: TokenCreated },
      },
    },
    async (request, reply) => {
      const { role, name = `${role} token`, sites = null } = request.body
      await checkSites(store, role, sites)
      const token = newSecret(TOKEN_PREFIX)
      const row = await store.people.createToken({ name, role, sites, tokenHash: hashSecret(token) }, clock.now())
      return reply.code(201).send({ ...describeToken(row), token })
    },
  )

  app.delete(
    '/tokens/:token',
    {
      config: { audience: 'admin' },
      schema: {
        summary: 'Revoke a token',
        tags,
        params: Type.Object({ token: Type.String() }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      if (!(await store.people.revokeToken(request.params.token, clock.now())))
        throw new Problem(404, 'unknown-token', 'There is no such token, or it is revoked already.')
      return reply.code(204).send(null)
    },
  )
}

function describeToken(row: TokenRow) {
  return {
    ...row,
    createdAt: isoTime(row.createdAt),
    lastUsedAt: isoTime(row.lastUsedAt),
    revokedAt: isoTime(row.revokedAt),
  }
}
