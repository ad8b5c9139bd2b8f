import type { Place } from './reach/ask.ts'

/** Host and port of a collector's address, `wss://host[:port]`; the host may be a name. */
export function placeOf(address: string): Place {
  const { hostname, port, protocol } = new URL(address)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return { address: host, port: port === '' ? (protocol === 'wss:' ? 443 : 80) : Number(port) }
}
