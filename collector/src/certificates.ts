import { randomBytes } from 'node:crypto'

import type { X509Certificate } from '@peculiar/x509'

/** A private key and its certificate, both PEM. */
export interface Identity {
  key: string
  certificate: string
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY_MS = 86_400_000
const AUTHORITY_DAYS = 20 * 366
/** What browsers accept of a certificate's age (CA/Browser Forum Baseline Requirements 6.3.2: at most 398 days). */
const LEAF_DAYS = 397
/** A device whose clock is a little behind must not find the certificate not yet valid. */
const BACKDATE_MS = 2 * DAY_MS

/** Loaded where needed only: it brings a megabyte of code that a collector without its own authority never runs. */
async function library() {
  await import('reflect-metadata')
  return import('@peculiar/x509')
}

/** A new authority of this collector's own. */
export async function createAuthority(now: number): Promise<Identity> {
  const x509 = await library()
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=Forewarn collector ${randomBytes(4).toString('hex')}`,
    serialNumber: randomBytes(16).toString('hex'),
    notBefore: new Date(now - BACKDATE_MS),
    notAfter: new Date(now + AUTHORITY_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return toPem(keys.privateKey, certificate)
}

/** A server certificate for the names and addresses, signed by the authority. */
export async function createLeaf(
  authority: Identity,
  names: { dns: string[]; ip: string[] },
  now: number,
): Promise<Identity> {
  const x509 = await library()
  const issuer = new x509.X509Certificate(authority.certificate)
  const signingKey = await crypto.subtle.importKey('pkcs8', derOf(authority.key), ALGORITHM, false, ['sign'])
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${names.dns[0] ?? names.ip[0] ?? 'collector'}`,
    issuer: issuer.subjectName,
    serialNumber: randomBytes(16).toString('hex'),
    notBefore: new Date(now - BACKDATE_MS),
    notAfter: new Date(now + LEAF_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.dns.map(value => ({ type: 'dns' as const, value })),
        ...names.ip.map(value => ({ type: 'ip' as const, value })),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  })
  return toPem(keys.privateKey, certificate)
}

async function toPem(key: CryptoKey, certificate: X509Certificate): Promise<Identity> {
  const { PemConverter } = await library()
  return {
    key: `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`,
    certificate: `${certificate.toString('pem')}\n`,
  }
}

function derOf(pem: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64'))
}
