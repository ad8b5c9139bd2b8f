/** What an enrolment code carries: where the collector is, the secret, and for TLS the SHA-256 of the certificate to pin. */
export interface EnrolmentCode {
  /** `ws://…` or `wss://…`, without a path. */
  address: string
  secret: string
  /** Upper-case hex with colons, as Node prints `fingerprint256`; null where the public authorities vouch, or without TLS. */
  fingerprint: string | null
}

const PREFIX = 'fw1.'

/** Writes a code as one word that survives copying, quoting and a command line. */
export function formatEnrolmentCode(code: EnrolmentCode): string {
  const fields = [
    code.address,
    code.secret,
    ...(code.fingerprint === null ? [] : [code.fingerprint.replaceAll(':', '')]),
  ]
  return PREFIX + Buffer.from(fields.join('\n')).toString('base64url')
}

/** Reads a code. Throws an `Error` whose message tells a person what is wrong with it. */
export function parseEnrolmentCode(text: string): EnrolmentCode {
  const trimmed = text.trim()
  if (!trimmed.startsWith(PREFIX)) throw new Error(`an enrolment code starts with "${PREFIX}"; copy the whole code`)
  const [address, secret, print, ...rest] = Buffer.from(trimmed.slice(PREFIX.length), 'base64url')
    .toString()
    .split('\n')
  if (!address || !secret || rest.length > 0 || !/^wss?:\/\/[^/\s]+$/.test(address) || !/^[\w-]{16,64}$/.test(secret))
    throw new Error('the enrolment code is damaged; copy it again, whole')
  if (print !== undefined && !/^[0-9A-F]{64}$/.test(print))
    throw new Error('the enrolment code is damaged; copy it again, whole')
  return { address, secret, fingerprint: print === undefined ? null : print.match(/../g)!.join(':') }
}
