import { countText, secondsText } from '../../../format/reading.ts'
import { t } from '../../../i18n/i18n.ts'
import { textOf, type Inventory } from '../../../model/inventory.ts'
import type { Readings } from '../../../model/readings.ts'
import { Mark } from '../../../parts/mark.tsx'
import { Pairs, type Pair } from '../../../parts/pairs.tsx'
import { Panel } from '../../../parts/panel.tsx'
import { hasAny, type Section } from '../section.ts'

const METRICS = [
  'forewarn.updates.pending',
  'forewarn.updates.security',
  'forewarn.reboot.required',
  'forewarn.clock.offset',
  'forewarn.clock.synchronized',
  'forewarn.dns.success',
  'forewarn.dns.duration',
  'forewarn.service.failed',
] as const

/** Failed services, updates and the restart they ask for, clock and name look-up. */
export const upkeep: Section = {
  id: 'upkeep',
  half: true,
  metrics: METRICS,
  subjects: ['services', 'updates', 'reboot'],
  isPresent: ({ readings }) => hasAny(readings, METRICS),
  draw: ({ readings, inventory }) => (
    <Panel anchor="upkeep" title={t('section.upkeep')}>
      <div class="pb">
        <Pairs pairs={pairsOf(readings, inventory)} />
      </div>
    </Panel>
  ),
}

const pairsOf = (readings: Readings, inventory: Inventory): Pair[] => [
  {
    key: 'services',
    label: t('upkeep.services'),
    value: servicesOf(readings.value('forewarn.service.failed'), textOf(inventory.of('services')['failed']) ?? ''),
  },
  { key: 'updates', label: t('upkeep.updates'), value: updatesOf(readings, inventory) },
  {
    key: 'reboot',
    label: t('upkeep.reboot'),
    value: answer(readings.value('forewarn.reboot.required'), {
      yes: (
        <>
          <Mark standing="risk">{t('upkeep.required')}</Mark>{' '}
          <bdi class="dim">{textOf(inventory.of('reboot')['for'])}</bdi>
        </>
      ),
      no: t('upkeep.notRequired'),
    }),
  },
  { key: 'offset', label: t('upkeep.clock'), value: offsetOf(readings.value('forewarn.clock.offset')) },
  {
    key: 'synchronized',
    label: t('upkeep.synchronized'),
    value: answer(readings.value('forewarn.clock.synchronized'), {
      yes: t('yes'),
      no: <Mark standing="risk">{t('no')}</Mark>,
    }),
  },
  { key: 'dns', label: t('upkeep.dns'), value: dnsOf(readings) },
]

/** How many services failed, and which. */
function servicesOf(failed: number | null, names: string) {
  if (failed === null) return null
  if (failed === 0) return t('upkeep.noneFailed')
  return (
    <>
      <Mark standing="risk">{countText(failed, 'service')}</Mark>{' '}
      <bdi class="mono">{names.split(/\s+/).join(t('separator'))}</bdi>
    </>
  )
}

/** What stands for yes and for no; nothing where nobody knows. */
const answer = (value: number | null, { yes, no }: { yes: Pair['value']; no: Pair['value'] }) =>
  value === null ? null : value === 1 ? yes : no

function updatesOf(readings: Readings, inventory: Inventory) {
  const [pending, security] = [readings.value('forewarn.updates.pending'), readings.value('forewarn.updates.security')]
  if (pending === null) return null
  const all = countText(pending, 'update')
  const lists = textOf(inventory.of('updates')['listsFrom'])
  return (
    <>
      {security === null || pending === 0 ? all : t('upkeep.security', { updates: all, count: security })}{' '}
      {lists !== null && <bdi class="dim">{t('upkeep.lists', { date: lists })}</bdi>}
    </>
  )
}

/** The agent counts as NTP does: the right time less its own, so that a clock that is behind has a positive offset. */
function offsetOf(offset: number | null): string | null {
  if (offset === null) return null
  if (Math.abs(offset) < 0.05) return t('upkeep.right')
  const size = secondsText(Math.abs(offset))
  return offset > 0 ? t('upkeep.slow', { offset: size }) : t('upkeep.fast', { offset: size })
}

function dnsOf(readings: Readings) {
  const [success, duration] = [readings.value('forewarn.dns.success'), readings.value('forewarn.dns.duration')]
  if (success === null) return null
  if (success === 0) return <Mark standing="late">{t('upkeep.dnsFails')}</Mark>
  return duration === null ? t('upkeep.dnsWorks') : t('upkeep.dnsIn', { duration: secondsText(duration) })
}
