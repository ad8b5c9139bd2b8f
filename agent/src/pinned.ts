import type { X509Certificate } from 'node:crypto'

/** A chain longer than this is no collector's. */
const LONGEST_CHAIN = 6

/** A TLS socket as far as its peer's certificates are concerned. */
export interface PeerCertificates {
  getPeerX509Certificate(): X509Certificate | undefined
}

/** The certificates the peer showed, its own first. */
export function peerChain(socket: PeerCertificates): X509Certificate[] {
  const chain: X509Certificate[] = []
  let next = socket.getPeerX509Certificate()
  while (next !== undefined && chain.length < LONGEST_CHAIN) {
    chain.push(next)
    const issuer = next.issuerCertificate
    next = chain.some(seen => seen.fingerprint256 === issuer?.fingerprint256) ? undefined : issuer
  }
  return chain
}

/**
 * Whether the peer's own certificate is the authority or was issued under it. Dates are left out on purpose: a terminal whose clock is
 * years off must reach its collector all the same, and the pin says more than a date.
 */
export function isIssuedBy(authority: X509Certificate, chain: X509Certificate[]): boolean {
  let [current] = chain
  for (let hops = 0; current !== undefined && hops < LONGEST_CHAIN; hops++) {
    const below: X509Certificate = current
    if (below.fingerprint256 === authority.fingerprint256) return true
    if (authority.ca && signs(authority, below)) return true
    current = chain.find(above => above !== below && above.ca && signs(above, below))
  }
  return false
}

function signs(issuer: X509Certificate, subject: X509Certificate): boolean {
  return subject.checkIssued(issuer) && subject.verify(issuer.publicKey)
}
