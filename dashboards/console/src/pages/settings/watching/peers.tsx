import type { SiteWatchList } from '@forewarn/shared/api.ts'
import { CONFIG_LIMITS, WATCH_RULES } from '@forewarn/shared/protocol.ts'

import { t } from '../../../i18n/i18n.ts'
import type { WatchFault } from '../../../model/watch-list.ts'
import { TextField } from '../parts/fields.tsx'
import { Entries } from './entries.tsx'

type Peer = SiteWatchList['peers'][number]

interface PeersProps {
  peers: Peer[]
  faults: readonly (WatchFault | null)[]
  change: ((peers: Peer[]) => void) | null
}

/** Machines the school's devices work with: how far they are, and what is lost on the way. */
export function PeersPanel({ peers, faults, change }: PeersProps) {
  return (
    <Entries<Peer>
      title={t('settings.watching.peers')}
      add={t('settings.watching.addPeer')}
      none={t('settings.watching.peersNone')}
      entries={peers}
      faults={faults}
      change={change}
      fresh={{ name: '', host: '', port: WATCH_RULES.defaultPort, roles: [] }}
      most={CONFIG_LIMITS.peers}
      fields={({ host, port }, set) => (
        <>
          <TextField
            label={t('settings.watching.host')}
            value={host}
            longest={254}
            change={value => set({ host: value.trim() })}
          />
          <TextField
            label={t('settings.watching.port')}
            value={Number.isNaN(port) ? '' : String(port)}
            longest={5}
            change={value => set({ port: value.trim() === '' ? Number.NaN : Number(value) })}
          />
        </>
      )}
    />
  )
}
