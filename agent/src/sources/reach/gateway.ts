import type { Files } from '../../files.ts'

/** RTF_UP and RTF_GATEWAY of the kernel's include/uapi/linux/route.h. */
const UP = 0x1
const GATEWAY = 0x2

interface Route {
  address: string
  metric: number
}

/**
 * The gateway of the default route in /proc/net/route: addresses are hexadecimal in the machine's byte order, which is little-endian
 * wherever we run. Columns: interface, destination, gateway, flags, references, use, metric, mask … (proc_pid_net(5)).
 */
export function parseRoutes4(text: string): string | null {
  const routes = text.split('\n').flatMap((line): Route[] => {
    const [, destination, gateway = '', flags = '', , , metric, mask] = line.split(/\s+/)
    if (destination !== '00000000' || mask !== '00000000' || !/^[\dA-F]{8}$/i.test(gateway)) return []
    if ((Number.parseInt(flags, 16) & (UP | GATEWAY)) !== (UP | GATEWAY) || gateway === '00000000') return []
    const bytes = [6, 4, 2, 0].map(at => Number.parseInt(gateway.slice(at, at + 2), 16))
    return [{ address: bytes.join('.'), metric: Number(metric) }]
  })
  return best(routes)
}

/**
 * The gateway of the default route in /proc/net/ipv6_route. Columns: destination, its prefix length, source, its prefix length, next
 * hop, metric, references, use, flags, interface; numbers in hexadecimal. A link-local gateway is only an address together with its interface.
 */
export function parseRoutes6(text: string): string | null {
  const routes = text.split('\n').flatMap((line): Route[] => {
    const [destination, length, , , hop = '', metric = '', , , flags = '', device = ''] = line.trim().split(/\s+/)
    if (!/^0{32}$/.test(destination ?? '') || length !== '00' || !/^[\da-f]{32}$/i.test(hop)) return []
    if ((Number.parseInt(flags, 16) & (UP | GATEWAY)) !== (UP | GATEWAY) || /^0{32}$/.test(hop)) return []
    const address = hop.match(/.{4}/g)!.join(':')
    if (!/^fe[89ab]/i.test(hop)) return [{ address, metric: Number.parseInt(metric, 16) }]
    return /^[\w.@-]{1,15}$/.test(device)
      ? [{ address: `${address}%${device}`, metric: Number.parseInt(metric, 16) }]
      : []
  })
  return best(routes)
}

/** The address of the machine that leads out of the local network, or null where there is none. */
export function defaultGateway(files: Files): string | null {
  return parseRoutes4(files.read('/proc/net/route') ?? '') ?? parseRoutes6(files.read('/proc/net/ipv6_route') ?? '')
}

function best(routes: Route[]): string | null {
  const [first] = routes.filter(({ metric }) => Number.isFinite(metric)).sort((a, b) => a.metric - b.metric)
  return first?.address ?? null
}
