import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'

/** OWASP Password Storage Cheat Sheet, second of its equal settings for argon2id: 19 MiB, 2 passes, 1 lane. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }
/** Each takes 19 MiB and a thread of Node's pool of four, which files and look-ups share. */
const AT_ONCE = 2
const MAX_WAITING = 32

/** More passwords wait to be checked than is sensible; try again soon. */
export class PasswordsBusyError extends Error {}

export interface Passwords {
  hash(password: string): Promise<string>
  /** Whether the password fits. With `null` for the hash it does the same work and says no, so that time tells nothing. */
  verify(password: string, hash: string | null): Promise<boolean>
}

/** Hashes and checks passwords off the message thread, a few at a time. Throws `PasswordsBusyError` when flooded. */
export function createPasswords(): Passwords {
  const waiting: (() => void)[] = []
  let running = 0

  async function derive(password: string, nonce: Buffer): Promise<Buffer> {
    if (running >= AT_ONCE) {
      if (waiting.length >= MAX_WAITING) throw new PasswordsBusyError('too many passwords wait to be checked')
      await new Promise<void>(resolve => waiting.push(resolve))
    } else running++
    try {
      return await new Promise<Buffer>((resolve, reject) =>
        argon2('argon2id', { message: password, nonce, ...PARAMETERS }, (error, tag) =>
          error === null ? resolve(tag) : reject(error),
        ),
      )
    } finally {
      // The place goes straight to the next in line, or back.
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }

  const { memory, passes, parallelism, tagLength } = PARAMETERS
  const prefix = `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$`
  const decoy = `${prefix}${unpadded(randomBytes(16))}$${unpadded(randomBytes(tagLength))}`

  return {
    async hash(password) {
      const nonce = randomBytes(16)
      return `${prefix}${unpadded(nonce)}$${unpadded(await derive(password, nonce))}`
    },
    async verify(password, hash) {
      const known = hash ?? decoy
      if (!known.startsWith(prefix)) throw new Error('a stored password hash has parameters this version does not know')
      const [nonce, tag] = known
        .slice(prefix.length)
        .split('$')
        .map(part => Buffer.from(part, 'base64'))
      const derived = await derive(password, nonce!)
      return timingSafeEqual(derived, tag!) && hash !== null
    },
  }
}

/** Base64 as the PHC string format wants it. */
function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}
