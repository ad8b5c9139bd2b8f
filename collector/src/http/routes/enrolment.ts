import { EnrolmentCodeCreated, EnrolmentCodeInfo, EnrolmentCodeInput } from '@forewarn/shared/api.ts'
import { formatEnrolmentCode } from '@forewarn/shared/enrolment-code.ts'
import { LIMITS, type EnrolAnswer } from '@forewarn/shared/protocol.ts'
import { randomBytes } from 'node:crypto'
import { Type } from 'typebox'

import type { CodeRow } from '../../store/enrolment.ts'
import type { App, Parts } from '../app.ts'
import { noteForAudit } from '../audit-hook.ts'
import { isoTime } from '../describe.ts'
import { Problem } from '../problem.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import type { HttpLimits } from '../server.ts'

const DEFAULT_HOURS = 72
const Text = Type.String({ minLength: 1, maxLength: LIMITS.textBytes })
const EnrolBody = Type.Object(
  {
    secret: Type.String({ minLength: 16, maxLength: 64 }),
    hostname: Text,
    hardware: Type.Array(Text, { maxItems: LIMITS.hardwareFacts }),
    agent: Text,
    platform: Text,
  },
  { additionalProperties: false },
)
const EnrolReply = Type.Object({
  device: Type.String(),
  key: Type.String(),
  epoch: Type.Integer(),
  authority: Type.Union([Type.String(), Type.Null()]),
})

/** Enrolment codes, and the exchange of one for a device's own key. */
export function registerEnrolment(app: App, parts: Parts, limits: HttpLimits): void {
  const { store, clock, agentAddress } = parts
  const tags = ['enrolment']

  app.get(
    '/enrolment-codes',
    {
      config: { audience: 'admin' },
      schema: {
        summary: 'All enrolment codes, without their secrets',
        tags,
        response: { 200: Type.Object({ codes: Type.Array(EnrolmentCodeInfo) }) },
      },
    },
    async () => ({ codes: (await store.enrolment.listCodes()).map(describeCode) }),
  )

  app.post(
    '/enrolment-codes',
    {
      config: { audience: 'admin', audit: { fields: ['siteId', 'uses', 'expiresInHours'] } },
      schema: {
        summary: 'Create an enrolment code; it is shown this once',
        tags,
        body: EnrolmentCodeInput,
        response: { 201: EnrolmentCodeCreated },
      },
    },
    async (request, reply) => {
      const { uses = 'one', expiresInHours = DEFAULT_HOURS } = request.body
      const siteId = request.body.siteId ?? (await onlySite(parts))
      const secret = newSecret()
      const now = clock.now()
      const expiresAt = now + expiresInHours * 3_600_000
      const result = await store.enrolment.createCode({ siteId, uses, secretHash: hashSecret(secret), expiresAt }, now)
      if (!result.ok) throw new Problem(404, result.code, 'There is no such site.')
      const { address, pinned } = agentAddress()
      const code = formatEnrolmentCode({ address, secret, fingerprint: pinned?.fingerprint ?? null })
      return reply.code(201).send({ ...describeCode(result.code), code })
    },
  )

  app.delete(
    '/enrolment-codes/:code',
    {
      config: { audience: 'admin' },
      schema: {
        summary: 'Revoke an enrolment code; devices that used it stay',
        tags,
        params: Type.Object({ code: Type.String() }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      if (!(await store.enrolment.revokeCode(request.params.code, clock.now())))
        throw new Problem(404, 'unknown-code', 'There is no such code, or it is revoked already.')
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/enrol',
    {
      config: { audience: 'anyone', rateLimit: { max: limits.enrolmentsPerMinute, timeWindow: 60_000 } },
      schema: {
        summary: 'Exchange a code’s secret for a device’s own key; for agents',
        tags,
        body: EnrolBody,
        response: { 200: EnrolReply },
      },
    },
    async (request): Promise<EnrolAnswer> => {
      const { secret, ...facts } = request.body
      const key = newSecret()
      const publicId = `dev-${randomBytes(8).toString('hex')}`
      const result = await store.enrolment.redeem(
        hashSecret(secret),
        { publicId, keyHash: hashSecret(key), ...facts },
        clock.now(),
      )
      if (!result.ok) throw new Problem(403, result.code, REFUSALS[result.code])
      request.log.info({ device: publicId, hostname: facts.hostname }, 'a device enrolled')
      noteForAudit(request, { actor: { name: facts.hostname, kind: 'device' }, subject: publicId })
      parts.hub.publishChange(publicId)
      return { device: publicId, key, epoch: result.epoch, authority: agentAddress().pinned?.pem ?? null }
    },
  )
}

const REFUSALS = {
  'unknown-code': 'This enrolment code is not known here; create a new one.',
  'code-expired': 'This enrolment code has expired; create a new one.',
  'code-used': 'This enrolment code was for one device and is used; create a new one.',
  'code-revoked': 'This enrolment code was revoked; create a new one.',
}

async function onlySite({ store }: Parts): Promise<string> {
  const [site, second] = await store.places.listSites()
  if (site === undefined || second !== undefined)
    throw new Problem(400, 'site-required', 'Say for which site: there is more than one, or none.')
  return site.id
}

function describeCode(row: CodeRow) {
  return {
    ...row,
    createdAt: isoTime(row.createdAt),
    expiresAt: isoTime(row.expiresAt),
    revokedAt: isoTime(row.revokedAt),
  }
}
