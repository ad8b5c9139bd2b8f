import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type ConnectionOptions, type DetailedPeerCertificate } from 'node:tls'

import { systemClock } from '@forewarn/shared/clock.ts'
import { parseEnrolmentCode } from '@forewarn/shared/enrolment-code.ts'
import { expect, test } from 'vitest'

import { createAuthority, createLeaf } from './certificates.ts'
import { connect as connectClient } from './cli/client.ts'
import { startCollector, temporaryFolder } from './test-collector.ts'
import { givenIdentity, localNames, ownIdentity } from './tls.ts'

const NOW = Date.UTC(2026, 0, 1)
const DAY_MS = 86_400_000

function certificateOf(chain: string): X509Certificate {
  return new X509Certificate(chain)
}

/** Connects as an agent does and answers what the server presented; rejects when the certificate is not trusted. */
function greet(url: string, options: ConnectionOptions): Promise<DetailedPeerCertificate> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), ...options })
    socket.on('error', reject)
    socket.on('secureConnect', () => {
      const certificate = socket.getPeerCertificate(true)
      socket.destroy()
      resolve(certificate)
    })
  })
}

test('an enrolment code pins the authority that vouches for the running server, and no other', async () => {
  const at = await startCollector({ settings: { tls: 'own' } })
  const client = connectClient(at.folder)
  const { code } = await client.post<{ code: string }>('/api/v1/enrolment-codes', {})
  const { address, fingerprint } = parseEnrolmentCode(code)
  expect(address).toBe(at.url.replace('https', 'wss'))

  const presented = await greet(at.url, { rejectUnauthorized: false })
  expect(presented.issuerCertificate.fingerprint256).toBe(fingerprint)
  const pinned = `-----BEGIN CERTIFICATE-----\n${presented.issuerCertificate.raw.toString('base64')}\n-----END CERTIFICATE-----\n`
  await greet(at.url, { ca: pinned })
  await expect(greet(at.url, { ca: (await createAuthority(systemClock.now())).certificate })).rejects.toThrow()
  await expect(greet(at.url, {})).rejects.toThrow()
})

test('an enrolled device is given the authority itself', async () => {
  const at = await startCollector({ settings: { tls: 'own' } })
  const client = connectClient(at.folder)
  const { code } = await client.post<{ code: string }>('/api/v1/enrolment-codes', {})
  const { secret, fingerprint } = parseEnrolmentCode(code)
  const body = { secret, hostname: 'pc', hardware: [], agent: '1', platform: 'linux' }
  const { authority } = await client.post<{ authority: string }>('/api/v1/enrol', body)
  expect(new X509Certificate(authority).fingerprint256).toBe(fingerprint)
  await greet(at.url, { ca: authority })
})

test('keys are for their owner alone and the same after a restart', async () => {
  const folder = temporaryFolder()
  const names = localNames('127.0.0.1', 'forewarn.example')
  const first = await ownIdentity({ folder, names, now: NOW })
  expect(await ownIdentity({ folder, names, now: NOW + DAY_MS })).toEqual(first)
  for (const file of ['authority.pem', 'server.pem']) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
  const leaf = certificateOf(first.chain)
  for (const name of ['localhost', 'forewarn.example']) expect(leaf.checkHost(name)).toBe(name)
  for (const ip of ['127.0.0.1', '::1']) expect(leaf.checkIP(ip)).toBe(ip)
  expect(leaf.checkHost('other.example')).toBeUndefined()
})

test('the certificate is renewed 30 days before it ends and when a name is missing; the authority stays', async () => {
  const folder = temporaryFolder()
  const names = ['localhost', '127.0.0.1']
  const first = await ownIdentity({ folder, names, now: NOW })
  const end = certificateOf(first.chain).validToDate.getTime()
  expect((await ownIdentity({ folder, names, now: end - 31 * DAY_MS })).chain).toBe(first.chain)
  const renewed = await ownIdentity({ folder, names, now: end - 29 * DAY_MS })
  expect(certificateOf(renewed.chain).validToDate.getTime()).toBeGreaterThan(end)
  const moved = await ownIdentity({ folder, names: [...names, 'new.example'], now: end - 29 * DAY_MS })
  expect(certificateOf(moved.chain).checkHost('new.example')).toBe('new.example')
  expect([renewed.pinned, moved.pinned]).toEqual([first.pinned, first.pinned])
})

test('of a given certificate the authority at its end is pinned; without one the file is refused', async () => {
  const folder = temporaryFolder()
  const authority = await createAuthority(NOW)
  const leaf = await createLeaf(authority, { dns: ['localhost'], ip: [] }, NOW)
  const [certificate, key] = [join(folder, 'chain.pem'), join(folder, 'key.pem')]
  writeFileSync(key, leaf.key)

  writeFileSync(certificate, leaf.certificate + authority.certificate)
  const fingerprint = new X509Certificate(authority.certificate).fingerprint256
  expect(givenIdentity({ certificate, key, pin: 'auto' }).pinned?.fingerprint).toBe(fingerprint)
  expect(givenIdentity({ certificate, key, pin: 'off' }).pinned).toBeNull()

  writeFileSync(certificate, leaf.certificate)
  expect(() => givenIdentity({ certificate, key, pin: 'auto' })).toThrow(/append its authority/)
  expect(givenIdentity({ certificate, key, pin: 'off' }).pinned).toBeNull()
})

test('a given certificate that cannot serve is refused by name', async () => {
  const folder = temporaryFolder()
  const [one, two] = [await createAuthority(NOW), await createAuthority(NOW)]
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
  writeFileSync(certificate, one.certificate)
  writeFileSync(key, two.key)
  expect(() => givenIdentity({ certificate, key, pin: 'auto' })).toThrow(/do not belong together/)
  expect(() => givenIdentity({ certificate: key, key, pin: 'auto' })).toThrow(/holds no PEM certificate/)
  expect(() => givenIdentity({ certificate: join(folder, 'none'), key, pin: 'auto' })).toThrow(
    /"tlsCertificate".*ENOENT/,
  )
})

test('the command line reaches a collector with a given certificate whatever name that bears', async () => {
  const folder = temporaryFolder()
  const now = systemClock.now()
  const authority = await createAuthority(now)
  const leaf = await createLeaf(authority, { dns: ['forewarn.example'], ip: [] }, now)
  const [tlsCertificate, tlsKey] = [join(folder, 'chain.pem'), join(folder, 'key.pem')]
  writeFileSync(tlsCertificate, leaf.certificate + authority.certificate)
  writeFileSync(tlsKey, leaf.key)
  const at = await startCollector({ settings: { tls: 'given', tlsCertificate, tlsKey } })
  expect(await connectClient(at.folder).get('/health')).toMatchObject({ status: 'ok' })

  const note = join(at.folder, 'collector.json')
  const other = await createAuthority(now)
  writeFileSync(note, JSON.stringify({ ...JSON.parse(readFileSync(note, 'utf8')), trust: other.certificate }))
  await expect(connectClient(at.folder).get('/health')).rejects.toThrow(/certificate/)
})
