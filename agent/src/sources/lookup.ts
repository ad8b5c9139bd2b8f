import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'

import type { Files } from '../files.ts'

/** One question to one server waits so long, ms, and is asked so often. Three servers are given up after 9 s. */
const TIMEOUT_MS = 1_500
const TRIES = 2

/** Asks the name servers: from Node by sockets of its own, not by the system's resolver, which would hold one of the runtime's few threads. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<string[]>

/** What says that a name has no address of the kind asked for, though it may have one of the other. */
const NO_SUCH_ADDRESS = 'ENODATA'

/** A resolver of its own each time: it reads anew which servers there are, and remembers no answer. Rejects where there is no address. */
export function resolveWith(createResolver: () => Resolver = systemResolver): Resolve {
  return async (name, signal) => {
    const resolver = createResolver()
    const cancel = (): void => resolver.cancel()
    signal.addEventListener('abort', cancel, { once: true })
    try {
      const found = await resolver.resolve4(name).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== NO_SUCH_ADDRESS) throw error
        return resolver.resolve6(name)
      })
      // What a filter answers in place of an address is none.
      const usable = found.filter(address => isIP(address) !== 0 && address !== '0.0.0.0' && address !== '::')
      if (usable.length === 0) throw new Error('no address')
      return usable
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }
}

function systemResolver(): Resolver {
  return new Resolver({ timeout: TIMEOUT_MS, tries: TRIES, maxTimeout: TIMEOUT_MS })
}

/** The address that the hosts file gives a name, or null; hosts(5). Names are compared without regard to case. */
export function addressInHosts(hosts: string, name: string): string | null {
  for (const line of hosts.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (isIP(address) !== 0 && names.some(known => known.toLowerCase() === name.toLowerCase())) return address
  }
  return null
}

/** Whether this is a name that only a name server can tell the address of. */
export function needsServer(files: Files, host: string): boolean {
  return isIP(host) === 0 && addressInHosts(files.read('/etc/hosts') ?? '', host) === null
}
