import { NONE } from '../../../format/number.ts'
import { celsiusText, speedText } from '../../../format/reading.ts'
import { t } from '../../../i18n/i18n.ts'
import { instancesOf, type Instance } from '../../../model/instances.ts'
import type { Readings } from '../../../model/readings.ts'
import { heatOf, isDriveSensor } from '../../../model/troubles.ts'
import { DataTable, type Column } from '../../../parts/data-table.tsx'
import { Mark } from '../../../parts/mark.tsx'
import { Panel } from '../../../parts/panel.tsx'
import type { Matter, Section } from '../section.ts'
import { nameColumn } from './named.tsx'

const TEMPERATURES = ['hw.temperature', 'hw.temperature.limit'] as const
const FANS = ['hw.fan.speed', 'hw.fan.speed.limit'] as const

/** Temperatures and fans against the limits their own sensors name. A drive's temperature stands with the drive. */
export const sensors: Section = {
  id: 'sensors',
  half: true,
  metrics: [...TEMPERATURES, ...FANS],
  isPresent: ({ readings }) => temperaturesOf(readings).length + fansOf(readings).length > 0,
  draw(matter) {
    const [temperatures, fans] = [temperaturesOf(matter.readings), fansOf(matter.readings)]
    return (
      <Panel anchor="sensors" title={t('section.sensors')} count={String(temperatures.length + fans.length)}>
        {temperatures.length > 0 && (
          <DataTable
            label={t('sensors.temperatures')}
            columns={temperatureColumns(matter)}
            rows={temperatures}
            keyOf={row => row.name}
          />
        )}
        {fans.length > 0 && (
          <DataTable label={t('sensors.fans')} columns={fanColumns(matter)} rows={fans} keyOf={row => row.name} />
        )}
      </Panel>
    )
  },
}

const temperaturesOf = (readings: Readings) =>
  instancesOf(readings, TEMPERATURES, attributes =>
    isDriveSensor(readings, attributes) ? undefined : attributes['hw.id'],
  )
const fansOf = (readings: Readings) => instancesOf(readings, FANS, attributes => attributes['hw.id'])

const placeOf = (row: Instance) =>
  [...row.all('hw.temperature'), ...row.all('hw.fan.speed')].map(
    ({ attributes }) => attributes['hw.sensor_location'],
  )[0]

const temperatureColumns = (matter: Matter): Column<Instance>[] => [
  nameColumn(matter, { head: t('sensors.temperature'), title: row => placeOf(row) ?? row.name }),
  { key: 'now', head: t('sensors.now'), figures: true, cell: row => celsiusText(row.value('hw.temperature')) },
  {
    key: 'limit',
    head: t('sensors.limit'),
    figures: true,
    cell: row => {
      const { warning, critical } = heatOf(row)
      return (
        [warning, critical]
          .filter(limit => limit !== null)
          .map(celsiusText)
          .join(' / ') || NONE
      )
    },
  },
  {
    key: 'state',
    head: t('sensors.state'),
    place: 'beside',
    cell: row => {
      const { heat } = heatOf(row)
      switch (heat) {
        case 'critical':
          return <Mark standing="late">{t('sensors.critical')}</Mark>
        case 'warm':
          return <Mark standing="risk">{t('sensors.warm')}</Mark>
        case 'fine':
          return <Mark standing="ok">{t('sensors.fine')}</Mark>
        case 'unknown':
          return null
      }
    },
  },
]

const fanColumns = (matter: Matter): Column<Instance>[] => [
  nameColumn(matter, { head: t('sensors.fan'), title: row => placeOf(row) ?? row.name }),
  { key: 'now', head: t('sensors.now'), figures: true, cell: row => speedText(row.value('hw.fan.speed')) },
  { key: 'limit', head: t('sensors.least'), figures: true, cell: row => speedText(leastOf(row)) },
  {
    key: 'state',
    head: t('sensors.state'),
    place: 'beside',
    cell: row => {
      const [speed, least] = [row.value('hw.fan.speed'), leastOf(row)]
      if (speed === null || least === null) return null
      return speed < least ? (
        <Mark standing="late">{t('sensors.slow')}</Mark>
      ) : (
        <Mark standing="ok">{t('sensors.fine')}</Mark>
      )
    },
  },
]

/** The least speed the sensor names; a limit of nought is one that nobody set. */
const leastOf = (row: Instance) => {
  const limit = row.value('hw.fan.speed.limit', { 'hw.limit_type': 'low.critical' }) ?? row.value('hw.fan.speed.limit')
  return limit === 0 ? null : limit
}
