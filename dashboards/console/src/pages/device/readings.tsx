import type { Device, SeriesColumns } from '@forewarn/shared/api.ts'
import type { ComponentChildren } from 'preact'

import { readingsAreOld } from '../../data/live.ts'
import { formatDuration } from '../../format/duration.ts'
import { NONE, bytesFigure, bytesText, formatCount, percentFigure, signed } from '../../format/number.ts'
import type { Figure } from '../../format/number.ts'
import { formatMoment } from '../../format/time.ts'
import { t } from '../../i18n/i18n.ts'
import { concernsOf } from '../../model/concerns.ts'
import type { Concern } from '../../model/concerns.ts'
import { MEMORY_SIZE, VOLUME_SIZE, VOLUME_USED, WAITING, seriesKey, volumeName } from '../../model/readings.ts'
import type { Readings } from '../../model/readings.ts'
import { axisEnd, factsOf } from '../../model/series.ts'
import { Age } from '../../parts/age.tsx'
import { Fresh } from '../../parts/fresh.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Spark } from '../../parts/spark.tsx'
import { CONCERN_MARKS } from '../../parts/state-tag.tsx'
import type { History } from './series.ts'

/** Fewer records than this are a batch on its way: an agent collects for a minute, with a sample every ten seconds. */
const BACKLOG_RECORDS = 30

interface ReadingTilesProps {
  device: Device
  readings: Readings
  /** The last hour, for the small lines. */
  hour: History | undefined
  zone: string
  now: number
}

/** What the device reads now, each figure with the run of the last hour. */
export function ReadingTiles({ device, readings, hour, zone, now }: ReadingTilesProps) {
  const { uptimeSeconds, cpu, memory } = device.summary
  const fullest = readings.fullestVolume()
  const fullestName = fullest === null ? null : volumeName(fullest.attributes)
  const newest = readings.newest()
  const concerns = concernsOf(device)
  const old = device.state !== 'online' || readingsAreOld()
  const up = device.state === 'online' ? uptimeSeconds : null
  const spark = (series: SeriesColumns | null | undefined, end = 1) =>
    hour && series ? <Spark series={series} from={hour.from} to={hour.to} end={end} /> : null
  const rate = (series: SeriesColumns | null | undefined) =>
    spark(series, axisEnd(Math.max(1024, (series && factsOf(series)?.max) ?? 0)))
  const mark = (concern: Concern) => (concerns.includes(concern) ? concern : undefined)

  return (
    <dl class={`panel reads ${old ? 'is-old' : ''}`} aria-label={t('device.readings')}>
      <Tile
        name={t('device.uptime')}
        figure={{ value: up === null ? NONE : formatDuration(up * 1000), unit: '' }}
        note={up === null ? '' : t('device.since', { time: formatMoment(now - up * 1000, { zone, now }) })}
      />
      <Tile name={t('device.cpu')} figure={percentFigure(cpu)}>
        {spark(hour?.cpu)}
      </Tile>
      <Tile
        name={t('device.memory')}
        figure={percentFigure(memory)}
        note={noteOf(readings.value(MEMORY_SIZE), total => t('device.of', { total: bytesText(total) }))}
        concern={mark('memory-full')}
      >
        {spark(hour?.memory)}
      </Tile>
      <Tile
        name={fullestName === null ? t('device.volume') : `${t('device.volume')} ${fullestName}`}
        figure={percentFigure(fullest?.value ?? null)}
        note={noteOf(freeOf(readings, fullest), free => t('device.free', { free: bytesText(free) }))}
        concern={mark('volume-full')}
      >
        {spark(hour?.volumes.find(({ name }) => name === fullestName)?.series)}
      </Tile>
      <Tile name={t('device.received')} figure={bytesFigure(readings.traffic('receive'), '/s')}>
        {rate(hour?.received)}
      </Tile>
      <Tile name={t('device.sent')} figure={bytesFigure(readings.traffic('transmit'), '/s')}>
        {rate(hour?.sent)}
      </Tile>
      <Tile name={t('device.clock')} figure={clockFigure(device.clockOffsetSeconds)} concern={mark('clock-off')} />
      <Tile
        name={t('device.lastData')}
        figure={{ value: NONE, unit: '' }}
        note={noteOf(readings.value(WAITING), waiting =>
          waiting < BACKLOG_RECORDS
            ? t('device.noBacklog')
            : t('device.backlog', { count: waiting, formatted: formatCount(waiting) }),
        )}
        concern={mark('losing-records')}
        value={newest === null ? undefined : <Age at={newest} />}
      />
    </dl>
  )
}

interface TileProps {
  name: string
  figure: Figure
  /** In place of the figure, where it moves by itself. */
  value?: ComponentChildren
  note?: string
  concern?: Concern | undefined
  /** The small line. */
  children?: ComponentChildren
}

function Tile({ name, figure, value, note = '', concern, children }: TileProps) {
  const mark = concern && CONCERN_MARKS[concern]
  return (
    <div class="read">
      <dt>
        <span class="cut" title={name}>
          {name}
        </span>
        {mark && <Icon name={mark.icon} tone={mark.tone} />}
      </dt>
      <dd class={children ? '' : 'wide'}>
        {value ?? <Fresh text={figure.value} />}
        {figure.unit !== '' && <small>{figure.unit}</small>}
        {note !== '' && <small class="note">{note}</small>}
      </dd>
      {children}
    </div>
  )
}

const noteOf = (value: number | null, text: (value: number) => string) => (value === null ? '' : text(value))

/** What is left of a volume, bytes. */
function freeOf(readings: Readings, fullest: ReturnType<Readings['fullestVolume']>): number | null {
  if (fullest === null) return null
  const of = (metric: string) =>
    readings.all(metric).find(({ attributes }) => seriesKey('', attributes) === seriesKey('', fullest.attributes))
      ?.value ?? null
  const [size, used] = [of(VOLUME_SIZE), of(VOLUME_USED)]
  return size === null || used === null ? null : size - used
}

function clockFigure(offset: number | null): Figure {
  if (offset === null) return { value: NONE, unit: '' }
  if (Math.abs(offset) < 60) return { value: signed(offset), unit: t('device.seconds') }
  return { value: `${offset < 0 ? '−' : '+'}${formatDuration(Math.abs(offset) * 1000)}`, unit: '' }
}
