import type { Reading, Series } from '@forewarn/shared/record.ts'

import type { Files } from '../files.ts'
import type { ReadAside } from '../read-aside.ts'
import type { Source } from '../sampler/source.ts'
import { findHwmonSensors, type Sensor } from './hwmon.ts'
import type { Patience } from './patience.ts'
import { findThermalZones } from './thermal-zones.ts'

/** Temperatures move slowly, and a chip on a slow bus takes milliseconds of kernel time to ask; so often is enough, ms. */
const EVERY_MS = 30_000
/** Limits hardly ever change, ms. */
const LIMITS_EVERY_MS = 600_000
/** Chips come and go with their devices; so often all is looked through even where their list looks the same, ms. */
const FIND_EVERY_MS = 600_000
/** A sensor that does not answer is left alone after this long, ms. */
const SENSOR_DEADLINE_MS = 1_000
const MOST_TEMPERATURES = 24
const MOST_FANS = 12

/** What a computer's inside can be, °C. Beyond are codes such as -273.15, -128, 255 and 65261.85 for "no sensor" or "no answer". */
const COLDEST = -40
const HOTTEST = 200
/** Faster than any fan turns, rpm; 65535 and millions come of a divider set wrong. */
const FASTEST = 50_000

/** A temperature in °C, from millidegrees; null for what cannot be true. A sensor that stands still is told as it stands. */
export function parseTemperature(text: string): Reading {
  const degrees = wholeNumber(text) / 1000
  return degrees >= COLDEST && degrees <= HOTTEST ? Math.round(degrees * 10) / 10 : null
}

/** A fan's speed, rpm; 0 is a fan that stands. */
export function parseSpeed(text: string): Reading {
  const rpm = wholeNumber(text)
  return rpm >= 0 && rpm <= FASTEST ? rpm : null
}

function wholeNumber(text: string): number {
  return /^\s*-?\d{1,20}\s*$/.test(text) ? Number(text) : Number.NaN
}

function parse(kind: Sensor['kind'], text: string): Reading {
  return kind === 'temperature' ? parseTemperature(text) : parseSpeed(text)
}

/** The machine's sensors, looked for again where their chips have changed. */
export function createSensorFinder(files: Files): (up: number) => Sensor[] {
  let chips: string | null = null
  let foundUp = 0
  let sensors: Sensor[] = []
  return up => {
    const present = files.list('/sys/class/hwmon').toSorted().join(' ')
    if (present === chips && up - foundUp < FIND_EVERY_MS) return sensors
    chips = present
    foundUp = up
    const all = findHwmonSensors(files)
    const temperatures = all.filter(({ kind }) => kind === 'temperature')
    const fans = all.filter(({ kind }) => kind === 'fan')
    const hot = temperatures.length > 0 ? temperatures : findThermalZones(files)
    sensors = [...hot.slice(0, MOST_TEMPERATURES), ...fans.slice(0, MOST_FANS)]
    return sensors
  }
}

export interface SensorParts {
  find: (up: number) => Sensor[]
  patience: Patience
  read: ReadAside
}

const METRIC = { temperature: 'hw.temperature', fan: 'hw.fan.speed' } as const
const LIMIT_METRIC = { temperature: 'hw.temperature.limit', fan: 'hw.fan.speed.limit' } as const

function attributesOf({ id, location }: Sensor): Record<string, string> {
  return { 'hw.id': id, 'hw.sensor_location': location }
}

/** Temperatures and fans, by the kernel's hardware monitoring. What a sensor cannot mean, or says is wrong, is null. */
export function createSensorsSource({ find, patience, read }: SensorParts): Source {
  let known: Sensor[] = []
  let series: Series[] = []

  async function measure({ kind, chip, input, fault }: Sensor): Promise<Reading> {
    const ask = (path: string): Promise<string | null> => patience.ask(chip, () => read(path), SENSOR_DEADLINE_MS)
    if (fault !== null && (await ask(fault))?.trim() === '1') return null
    const text = await ask(input)
    return text === null ? null : parse(kind, text)
  }

  return {
    name: 'sensors',
    everyMs: EVERY_MS,
    deadlineMs: 5_000,
    async read({ up }, signal) {
      const sensors = find(up)
      if (sensors.length === 0) return { absent: 'no sensors' }
      if (sensors !== known) {
        known = sensors
        series = sensors.map(sensor => [METRIC[sensor.kind], attributesOf(sensor)])
      }
      const values: Reading[] = []
      for (const sensor of sensors) values.push(signal.aborted ? null : await measure(sensor))
      return { series, values }
    },
  }
}

/** The limits that the sensors themselves state; those they do not, which show as 0 or as nonsense, are left out. */
export function createSensorLimitsSource({ find, patience, read }: SensorParts): Source {
  return {
    name: 'sensor-limits',
    everyMs: LIMITS_EVERY_MS,
    deadlineMs: 5_000,
    async read({ up }, signal) {
      const series: Series[] = []
      const values: Reading[] = []
      for (const sensor of find(up))
        for (const { type, path } of sensor.limits) {
          const text = signal.aborted ? null : await patience.ask(sensor.chip, () => read(path), SENSOR_DEADLINE_MS)
          const limit = text === null ? null : parse(sensor.kind, text)
          if (limit === null || limit <= 0) continue
          series.push([LIMIT_METRIC[sensor.kind], { ...attributesOf(sensor), 'hw.limit_type': type }])
          values.push(limit)
        }
      return series.length === 0 ? { absent: 'no sensor states a limit' } : { series, values }
    },
  }
}
