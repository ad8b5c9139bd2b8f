import type { Device } from '@forewarn/shared/api.ts'
import type { EventName } from '@forewarn/shared/events.ts'
import type { ComponentChild } from 'preact'
import { useLocation } from 'preact-iso/router'

import { api } from '../../data/api.ts'
import { instant, now } from '../../data/clock.ts'
import { deviceCell } from '../../data/devices.ts'
import { latestReadings } from '../../data/readings.ts'
import { useResource } from '../../data/resource.ts'
import { siteZone } from '../../data/sites.ts'
import { t } from '../../i18n/i18n.ts'
import { deviceSentence } from '../../model/device-sentence.ts'
import { isUnsolved } from '../../model/incident-order.ts'
import { incidentTitle } from '../../model/incident-words.ts'
import { inventoryOf, type Subject } from '../../model/inventory.ts'
import { readRange } from '../../model/range.ts'
import { readingsOf, volumeName, type Readings } from '../../model/readings.ts'
import { troublesOf, type Trouble } from '../../model/troubles.ts'
import { GradeTag } from '../../parts/grade-tag.tsx'
import { Icon } from '../../parts/icon.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { DeviceTags } from '../../parts/state-tag.tsx'
import { incidentPath, PATHS } from '../../routes.ts'
import { Charts } from './charts.tsx'
import { Contents } from './contents.tsx'
import { EventPanel } from './events.tsx'
import { DeviceIncidents, useIncidentsOf } from './incidents.tsx'
import { Facts } from './facts.tsx'
import { DataLedger } from './ledger.tsx'
import { ReadingTiles } from './readings.tsx'
import { SECTION_IDS, type Matter, type Section, type SectionId } from './section.ts'
import { otherPanel } from './sections/other.tsx'
import { restOf, rowsOf, SECTIONS, SECTION_OF, unshownSubjects } from './sections.ts'
import { useHistory } from './series.ts'
import { Timeline } from './timeline.tsx'

/** About as many points as a chart has pixels. */
const CHART_POINTS = 480
const SPARK_POINTS = 90

/** All that is known of one device: its answer, what it reads now and over time, what happened, what it is made of. */
export function KnownDevice({ device, subjects }: { device: Device; subjects: readonly Subject[] }) {
  const { id } = device
  const { query } = useLocation()
  const list = latestReadings(id)
  const readings = readingsOf(list)
  const since = Date.parse(device.enrolledAt)
  const hour = useHistory({ id, since, range: '1h', maxPoints: SPARK_POINTS }, list)
  const history = useHistory({ id, since, range: readRange(query['range']), maxPoints: CHART_POINTS }, list)
  const watchList = useResource(`watch-list ${device.siteId}`, signal => api.watchList(device.siteId, signal))
  const matter: Matter = {
    device,
    readings,
    inventory: inventoryOf(subjects),
    watchList: watchList.data ?? null,
    zone: siteZone(device.siteId),
    now: instant(),
  }
  const present = SECTIONS.filter(section => section.isPresent(matter))
  const rest = restOf(matter)
  const troubles = troublesOf(readings, matter.inventory)
  const incidents = useIncidentsOf(id)
  const worst = incidents.filter(isUnsolved).sort((a, b) => a.grade - b.grade)[0]
  return (
    <>
      <p class="crumb">
        <a href={PATHS.devices}>{t('device.crumb')}</a>
        <Icon name="right" />
        <bdi class="name">{device.siteName}</bdi>
        {device.roomName !== null && (
          <>
            <Icon name="right" />
            <bdi class="name">{device.roomName}</bdi>
          </>
        )}
      </p>
      <PageHead title={device.name} zone={matter.zone}>
        <div class="ttl">
          <h1 class="name">
            <bdi>{device.name}</bdi>
          </h1>
          {worst !== undefined && (
            <a href={incidentPath(worst.id)} title={incidentTitle(worst)}>
              <GradeTag grade={worst.grade} />
            </a>
          )}
          <DeviceTags device={device} />
        </div>
        <Sentence
          device={device}
          volume={fullestName(readings)}
          incident={worst === undefined ? null : t('trouble.incident', { title: incidentTitle(worst) })}
          troubles={troubles}
        />
      </PageHead>
      <div class="grid">
        {device.state !== 'never' && (
          <>
            <ReadingTiles device={device} readings={readings} hour={hour.data} zone={matter.zone} now={matter.now} />
            <Contents
              ids={idsOf(present, { hasRest: rest.length > 0, hasIncidents: incidents.length > 0 })}
              troubled={new Set(troubles.map(({ kind }) => SECTION_OF[kind]))}
            />
            {incidents.length > 0 && <DeviceIncidents incidents={incidents} zone={matter.zone} />}
            <Charts history={history} zone={matter.zone} since={since} />
            <Timeline matter={matter} incidents={incidents} />
          </>
        )}
        {rowsOf(present.filter(({ id }) => id !== 'agent')).map(row => (
          <Row key={row[0]!.id}>{row.map(section => section.draw(matter))}</Row>
        ))}
        <div class="grid two">
          <EventPanel matter={matter} kind="events" limit={50} />
          <div class="grid">
            <EventPanel matter={matter} kind="boots" limit={30} names={BOOTS} />
            <DataLedger id={id} zone={matter.zone} now={matter.now} />
          </div>
        </div>
        {present.find(({ id }) => id === 'agent')?.draw(matter)}
        <Facts matter={matter} subjects={unshownSubjects(subjects)} />
        {rest.length > 0 && otherPanel(matter, rest)}
      </div>
    </>
  )
}

/** What a boot and a stop leave behind. */
const BOOTS: readonly EventName[] = [
  'system.boot',
  'system.resume',
  'kernel.panic',
  'agent.start',
  'agent.stop',
  'agent.crash',
  'agent.update',
  'clock.jump',
  'disk.rolled-back',
]

function Row({ children }: { children: ComponentChild[] }) {
  return <div class={`grid ${children.length === 2 ? 'two tables' : ''}`}>{children}</div>
}

/** The sections there are, in the page's order. */
function idsOf(present: readonly Section[], has: { hasRest: boolean; hasIncidents: boolean }): SectionId[] {
  const ids = new Set<SectionId>(present.map(({ id }) => id))
  return SECTION_IDS.filter(
    id =>
      ids.has(id) || ALWAYS.includes(id) || (id === 'other' && has.hasRest) || (id === 'incidents' && has.hasIncidents),
  )
}

const ALWAYS: readonly SectionId[] = ['trends', 'timeline', 'events', 'boots', 'ledger', 'record']

const fullestName = (readings: Readings) => {
  const fullest = readings.fullestVolume()
  return fullest === null ? null : volumeName(fullest.attributes)
}

interface SentenceProps {
  device: Device
  volume: string | null
  incident: string | null
  troubles: readonly Trouble[]
}

/** The page's answer; it moves with the clock. */
function Sentence({ device, ...facts }: SentenceProps) {
  return <p aria-live="polite">{deviceSentence(deviceCell(device.id)?.value ?? device, { now: now(), ...facts })}</p>
}
