import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Who this device is to its collector, and how it knows the collector. */
export interface Identity {
  device: string
  key: string
  /** The epoch the collector gave at enrolment; the spool keeps the one in use. */
  epoch: number
  /** `ws://…` or `wss://…`, without a path. */
  address: string
  /** SHA-256 of the certificate that the enrolment code named, or null where public authorities vouch. */
  fingerprint: string | null
  /** PEM of the one authority to trust, or null for the system's. */
  authority: string | null
}

/** The file exists and does not hold an identity. */
export class IdentityError extends Error {}

export function identityPath(folder: string): string {
  return join(folder, 'identity.json')
}

/** The identity in the data folder, or null before enrolment. Throws `IdentityError` where the file is damaged. */
export function readIdentity(folder: string): Identity | null {
  const path = identityPath(folder)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new IdentityError(`${path} cannot be read (${code})`, { cause: error })
  }
  const identity = parse(text)
  if (identity === null)
    throw new IdentityError(`${path} is damaged: restore it from a backup, or delete it and enrol this device anew`)
  return identity
}

function parse(text: string): Identity | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { device, key, epoch, address, fingerprint, authority } = value as Record<keyof Identity, unknown>
  const sound =
    typeof device === 'string' &&
    device !== '' &&
    typeof key === 'string' &&
    key !== '' &&
    Number.isSafeInteger(epoch) &&
    typeof address === 'string' &&
    /^wss?:\/\/[^/\s]+$/.test(address) &&
    (fingerprint === null || typeof fingerprint === 'string') &&
    (authority === null || typeof authority === 'string')
  return sound ? { device, key, epoch: epoch as number, address, fingerprint, authority } : null
}

/** Writes the identity so that a power cut leaves the old or the new one, readable by this user alone. */
export function writeIdentity(folder: string, identity: Identity): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = identityPath(folder)
  const fresh = `${path}.new`
  const file = openSync(fresh, 'w', 0o600)
  try {
    chmodSync(fresh, 0o600)
    writeFileSync(file, `${JSON.stringify(identity, null, 2)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(fresh, path)
  syncFolder(folder)
}

/** Makes the renaming itself durable; Windows has no such call and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
