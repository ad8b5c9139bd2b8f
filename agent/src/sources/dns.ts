import type { Series } from '@forewarn/shared/record.ts'

import { seconds } from '../sampler/round.ts'
import type { Source } from '../sampler/source.ts'
import { placeOf } from './collector-place.ts'
import type { SourceParts } from './index.ts'
import { needsServer, resolveWith, type Resolve } from './lookup.ts'

const SERIES: Series[] = [['forewarn.dns.success'], ['forewarn.dns.duration']]
/** Whoever waits longer for a name has given up, ms. */
const GIVE_UP_MS = 10_000

/**
 * Whether name servers answer and how fast, asked for a name that this machine needs: the collector's, else the first peer's that has
 * one. Success is an address; the duration is told only with it, because a wrong answer may be quick.
 */
export function createDnsSource(
  { files, config, link, clock }: Pick<SourceParts, 'files' | 'config' | 'link' | 'clock'>,
  resolve: Resolve = resolveWith(),
): Source {
  return {
    name: 'dns',
    pace: 'slow',
    everyMs: 300_000,
    deadlineMs: GIVE_UP_MS + 2_000,
    async read(_tick, signal) {
      const hosts = [placeOf(link().address).address, ...config().peers.map(({ host }) => host)]
      const name = hosts.find(host => needsServer(files, host))
      if (name === undefined) return { absent: 'neither the collector nor a peer has a name that servers tell' }
      const begun = clock.precise()
      try {
        await resolve(name, AbortSignal.any([signal, AbortSignal.timeout(GIVE_UP_MS)]))
        return { series: SERIES, values: [1, seconds(clock.precise() - begun, 6)] }
      } catch {
        return { series: SERIES, values: [0, null] }
      }
    },
  }
}
