import type { SiteWatchList } from '@forewarn/shared/api.ts'
import { useRoute } from 'preact-iso/router'

import { mayEngineer } from '../../../data/save.ts'
import { useSetting } from '../../../data/setting.ts'
import { siteSetting } from '../../../data/settings-api.ts'
import { t } from '../../../i18n/i18n.ts'
import { faultsOfWatchList } from '../../../model/watch-list.ts'
import { Frame, Pending } from '../parts/frame.tsx'
import { SaveBar } from '../parts/save-bar.tsx'
import { PeersPanel } from './peers.tsx'
import { PeripheralsPanel } from './peripherals.tsx'
import { ProgramsPanel } from './programs.tsx'

/** What a school's agents watch beside what they watch anyway. */
export function WatchingPage() {
  const { site = '' } = useRoute().params
  return <WatchingOf key={site} site={site} />
}

function WatchingOf({ site }: { site: string }) {
  const setting = useSetting<SiteWatchList>(siteSetting(site, 'watch-list'), t('settings.watching.saved'))
  const list = setting.value
  if (list === undefined)
    return (
      <Frame title={t('settings.watching.title')} site={site}>
        <Pending resource={setting.resource} lines={9} />
      </Frame>
    )
  const faults = faultsOfWatchList(list)
  const change = mayEngineer() ? (part: Partial<SiteWatchList>) => setting.change({ ...list, ...part }) : null
  return (
    <Frame title={t('settings.watching.title')} lead={t('settings.watching.lead')} site={site}>
      <div class="grid">
        <ProgramsPanel
          programs={list.watchedPrograms}
          faults={faults.watchedPrograms}
          change={change && (watchedPrograms => change({ watchedPrograms }))}
        />
        <PeripheralsPanel
          peripherals={list.requiredPeripherals}
          faults={faults.requiredPeripherals}
          change={change && (requiredPeripherals => change({ requiredPeripherals }))}
        />
        <PeersPanel peers={list.peers} faults={faults.peers} change={change && (peers => change({ peers }))} />
      </div>
      <SaveBar setting={setting} faults={faults.count} />
    </Frame>
  )
}
