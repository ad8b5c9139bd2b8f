const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i

/** Why this address may not be used, in words, or null where it may: plain WebSocket beyond loopback is refused unless allowed by name. */
export function addressFault(address: string, allowPlainWs: boolean): string | null {
  const url = URL.parse(address)
  if (url === null || !['ws:', 'wss:'].includes(url.protocol)) return `"${address}" is not a ws:// or wss:// address`
  if (url.protocol === 'wss:' || allowPlainWs || LOOPBACK.test(url.hostname)) return null
  return `${address} is not encrypted and not on this machine; use a wss:// collector, or allow it by name with --allow-plain-ws`
}
