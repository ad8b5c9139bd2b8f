import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, rootCertificates } from 'node:tls'

import { SettingsError } from '@forewarn/shared/settings.ts'

import { createAuthority, createLeaf, type Identity } from './certificates.ts'
import { writePrivate } from './data-folder.ts'

/** What the server presents, and what those who connect to it are told to trust. */
export interface TlsIdentity {
  key: string
  /** PEM: the leaf, then those that vouch for it, the pinned one included. */
  chain: string
  /** The certificate that enrolment codes pin; null where a public authority vouches or nothing shall be pinned. */
  pinned: { pem: string; fingerprint: string } | null
  /** PEM that the command line on this machine trusts alone. */
  trust: string
}

const RENEW_BEFORE_MS = 30 * 86_400_000

/**
 * The collector's own authority and a server certificate signed by it, created where absent. The certificate is renewed 30 days
 * before it ends, or when the names change; the authority stays, and the authority is what agents pin.
 */
export async function ownIdentity(options: { folder: string; names: string[]; now: number }): Promise<TlsIdentity> {
  const { folder, now } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let authority = readIdentity(folder, 'authority')
  if (authority === null) {
    authority = await createAuthority(now)
    writeIdentity(folder, 'authority', authority)
  }
  const issuer = new X509Certificate(authority.certificate)
  const names = [...new Set(options.names)].toSorted()
  let leaf = readIdentity(folder, 'server')
  if (leaf === null || !isGood(new X509Certificate(leaf.certificate), issuer, names, now)) {
    const [ip, dns] = [names.filter(name => isIP(name) !== 0), names.filter(name => isIP(name) === 0)]
    leaf = await createLeaf(authority, { ip, dns }, now)
    writeIdentity(folder, 'server', leaf)
  }
  return {
    key: leaf.key,
    chain: leaf.certificate + authority.certificate,
    pinned: { pem: authority.certificate, fingerprint: issuer.fingerprint256 },
    trust: authority.certificate,
  }
}

function isGood(leaf: X509Certificate, issuer: X509Certificate, names: string[], now: number): boolean {
  return (
    leaf.verify(issuer.publicKey) &&
    leaf.validToDate.getTime() - now > RENEW_BEFORE_MS &&
    names.every(name => (isIP(name) === 0 ? leaf.checkHost(name) : leaf.checkIP(name)) !== undefined)
  )
}

/**
 * A certificate from elsewhere. With `pin: 'auto'` nothing is pinned when a public authority vouches for it; otherwise the last
 * certificate of the file is, which must then be self-signed: an authority outlives the certificates it signs, so a
 * renewal strands no agent. Throws `SettingsError`.
 */
export function givenIdentity(options: { certificate: string; key: string; pin: 'auto' | 'off' }): TlsIdentity {
  const chain = readFile(options.certificate, 'tlsCertificate')
  const key = readFile(options.key, 'tlsKey')
  const certificates = (chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    pem => new X509Certificate(pem),
  )
  const [leaf, top] = [certificates[0], certificates.at(-1)]
  if (leaf === undefined || top === undefined)
    throw new SettingsError([`"tlsCertificate" ${options.certificate} holds no PEM certificate`])
  try {
    createSecureContext({ key, cert: chain })
  } catch (error) {
    throw new SettingsError([
      `"tlsCertificate" and "tlsKey" do not belong together or cannot be read: ${(error as Error).message}`,
    ])
  }
  const trust = `${leaf.toString()}\n`
  if (options.pin === 'off' || isPubliclyTrusted(top)) return { key, chain, trust, pinned: null }
  if (!top.verify(top.publicKey))
    throw new SettingsError([
      `"tlsCertificate" ${options.certificate} ends in a certificate that no public authority vouches for: append its authority’s own certificate, so that agents can pin it, or set tlsPin: off`,
    ])
  return { key, chain, trust, pinned: { pem: `${top.toString()}\n`, fingerprint: top.fingerprint256 } }
}

function isPubliclyTrusted(top: X509Certificate): boolean {
  return rootCertificates.some(pem => {
    const root = new X509Certificate(pem)
    return root.fingerprint256 === top.fingerprint256 || (top.checkIssued(root) && top.verify(root.publicKey))
  })
}

/** The names and addresses by which this machine is reached: what a certificate of our own has to cover. */
export function localNames(listenHost: string, publicHost: string): string[] {
  const names = ['localhost', '127.0.0.1', '::1', hostname().toLowerCase(), publicHost]
  if (listenHost === '0.0.0.0' || listenHost === '::') names.push(...networkAddresses())
  else names.push(listenHost)
  return names.map(name => name.replace(/^\[|\]$/g, '')).filter(name => isIP(name) !== 0 || /^[\w.-]+$/.test(name))
}

/** Addresses at which other machines may reach this one, IPv4 first. */
export function networkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap(list => list ?? [])
    .filter(entry => !entry.internal && !entry.address.startsWith('fe80:'))
    .toSorted((a, b) => a.family.localeCompare(b.family))
    .map(entry => entry.address)
}

function readIdentity(folder: string, name: string): Identity | null {
  const file = join(folder, `${name}.pem`)
  if (!existsSync(file)) return null
  const text = readFileSync(file, 'utf8')
  const at = text.indexOf('-----BEGIN CERTIFICATE-----')
  return { key: text.slice(0, at), certificate: text.slice(at) }
}

/** Key and certificate lie in one file, so that they can never disagree. */
function writeIdentity(folder: string, name: string, identity: Identity): void {
  writePrivate(join(folder, `${name}.pem`), identity.key + identity.certificate)
}

function readFile(file: string, setting: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new SettingsError([
      `"${setting}" ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    ])
  }
}
