import { createHash, randomBytes } from 'node:crypto'

/** A secret of 256 random bits, as one word. */
export function newSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url')
}

/** What is kept of a secret. A plain hash does: nobody guesses 256 random bits, however fast the hash. */
export function hashSecret(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest()
}
