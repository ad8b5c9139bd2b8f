import fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'

import type { ReadAside } from '../read-aside.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { hostileText } from '../testing/hostile-text.ts'
import { readSource } from '../testing/read-source.ts'
import { findHwmonSensors } from './hwmon.ts'
import { createPatience } from './patience.ts'
import {
  createSensorFinder,
  createSensorLimitsSource,
  createSensorsSource,
  parseSpeed,
  parseTemperature,
  type SensorParts,
} from './sensors.ts'

const HWMON = '/sys/class/hwmon'
const ZONES = '/sys/class/thermal'
const PCI = '/sys/devices/pci0000:00'

/** A chip's files in the format of sysfs, under the number the kernel gave it this time. */
function chip(number: number, name: string, files: Record<string, string>): Record<string, string> {
  const entries = Object.entries({ name: `${name}\n`, ...files })
  return Object.fromEntries(entries.map(([file, text]) => [`${HWMON}/hwmon${number}/${file}`, text]))
}

/** Where the link of a chip's folder leads: to the device it belongs to. */
function device(number: number, path: string): Record<string, string> {
  return { [`${HWMON}/hwmon${number}`]: `../..${path.replace('/sys', '')}/hwmon/hwmon${number}` }
}

const CORETEMP = {
  temp1_label: 'Package id 0\n',
  temp1_input: '45000\n',
  temp1_max: '80000\n',
  temp1_crit: '100000\n',
  temp1_crit_alarm: '0\n',
  temp2_label: 'Core 0\n',
  temp2_input: '43500\n',
}
const SUPER_IO = {
  fan1_input: '1250\n',
  fan1_min: '300\n',
  fan1_label: 'CPU Fan\n',
  fan2_input: '0\n',
  fan2_min: '0\n',
  in0_input: '1000\n',
}
const NVME = { temp1_label: 'Composite\n', temp1_input: '38850\n', temp2_label: 'Sensor 1\n', temp2_input: '81850\n' }

/** Both sources on a machine of these files; a path in `broken` is read as told there. */
function machine(
  table: Record<string, string>,
  links: Record<string, string> = {},
  broken: Record<string, () => Promise<string>> = {},
) {
  const files = fakeFiles(table, links)
  const asked: string[] = []
  const read: ReadAside = path => {
    asked.push(path)
    const text = files.read(path)
    return broken[path]?.() ?? (text === null ? Promise.reject(new Error('ENOENT')) : Promise.resolve(text))
  }
  const parts: SensorParts = { find: createSensorFinder(files), patience: createPatience(), read }
  return { sensors: createSensorsSource(parts), limits: createSensorLimitsSource(parts), asked }
}

describe('a sensor that lies', () => {
  test.each([
    ['45000\n', 45],
    ['-5260\n', -5.3],
    ['0\n', 0],
    ['NaN\n', null],
    ['nan', null],
    ['', null],
    ['45 degrees', null],
    ['0x1f', null],
    ['-41000', null],
    ['-128000', null],
    ['-273150\n', null],
    ['200001', null],
    ['255000', null],
    ['65261850\n', null],
    ['4294967295', null],
    ['18446744073709551616', null],
    ['9'.repeat(400), null],
  ])('a temperature of %j is %j', (text, expected) => {
    expect(parseTemperature(text)).toBe(expected)
  })

  test.each([
    ['1250\n', 1250],
    ['0\n', 0],
    ['-1\n', null],
    ['65535\n', null],
    ['1350000\n', null],
    ['18446744073709551616', null],
    ['NaN', null],
  ])('a fan’s speed of %j is %j', (text, expected) => {
    expect(parseSpeed(text)).toBe(expected)
  })

  test('one that says itself that it is broken is null', async () => {
    const { sensors } = machine(chip(0, 'it8728', { temp1_input: '52000', temp1_fault: '1\n', temp2_input: '40000' }))
    expect(Object.values(await readSource(sensors))).toEqual([null, 40])
  })

  test('one that is stuck is told as it stands: only its history shows that it lies', async () => {
    const { sensors } = machine(chip(0, 'acpitz', { temp1_input: '27800\n' }))
    const readings = [0, 30_000, 60_000].map(up => readSource(sensors, up))
    expect((await Promise.all(readings)).flatMap(values => Object.values(values))).toEqual([27.8, 27.8, 27.8])
  })
})

test('temperatures and fans in the makers’ words; what is no sensor of these kinds is left alone', async () => {
  const { sensors, asked } = machine(
    {
      ...chip(0, 'coretemp', CORETEMP),
      ...chip(1, 'nct6779', SUPER_IO),
      ...chip(2, 'drivetemp', { temp1_input: '31000' }),
    },
    { ...device(0, '/sys/devices/platform/coretemp.0'), ...device(1, '/sys/devices/platform/nct6775.656') },
  )
  expect(await readSource(sensors)).toEqual({
    'hw.temperature coretemp.0/temp1 Package id 0': 45,
    'hw.temperature coretemp.0/temp2 Core 0': 43.5,
    'hw.fan.speed nct6779@nct6775.656/fan1 CPU Fan': 1250,
    'hw.fan.speed nct6779@nct6775.656/fan2 nct6779': 0,
  })
  expect(asked).toHaveLength(4)
})

test('the limits that sensors state; one of 0 is not set, and 65535 kelvin is none', async () => {
  const { limits } = machine(
    {
      ...chip(0, 'coretemp', { ...CORETEMP, temp2_crit: '0\n' }),
      ...chip(1, 'nct6779', SUPER_IO),
      ...chip(2, 'nvme', { temp1_input: '40000', temp1_max: '65261850\n', temp1_crit: '84850\n' }),
    },
    { ...device(0, '/sys/devices/platform/coretemp.0'), ...device(2, `${PCI}/0000:00:1d.0/0000:01:00.0/nvme/nvme0`) },
  )
  expect(await readSource(limits)).toEqual({
    'hw.temperature.limit coretemp.0/temp1 Package id 0 high.critical': 100,
    'hw.temperature.limit coretemp.0/temp1 Package id 0 high.degraded': 80,
    'hw.temperature.limit nvme@0000:01:00.0/temp1 nvme high.critical': 84.9,
    'hw.fan.speed.limit nct6779/fan1 CPU Fan low.critical': 300,
  })
})

describe('two chips of one name', () => {
  const LEFT = `${PCI}/0000:00:1d.0/0000:01:00.0/nvme/nvme0`
  const RIGHT = `${PCI}/0000:00:1d.4/0000:02:00.0/nvme/nvme1`
  const ids = (table: Record<string, string>, links: Record<string, string>) =>
    findHwmonSensors(fakeFiles(table, links)).map(({ id, input }) => [id, table[input]])
  const warm = { ...NVME, temp1_input: '51850\n' }

  test('keep their names when the kernel finds them in another order', () => {
    const once = ids(
      { ...chip(0, 'nvme', NVME), ...chip(1, 'nvme', warm) },
      { ...device(0, LEFT), ...device(1, RIGHT) },
    )
    const swapped = (path: string) => path.replace(/nvme\d$/, digit => (digit === 'nvme0' ? 'nvme1' : 'nvme0'))
    const again = ids(
      { ...chip(4, 'nvme', warm), ...chip(7, 'nvme', NVME) },
      { ...device(4, swapped(RIGHT)), ...device(7, swapped(LEFT)) },
    )
    expect(once).toEqual([
      ['nvme@0000:01:00.0/temp1', '38850\n'],
      ['nvme@0000:02:00.0/temp1', '51850\n'],
    ])
    expect(again).toEqual(once)
  })

  test.each([
    ['/sys/devices/platform/coretemp.1', 'coretemp', 'coretemp.1/temp1'],
    [`${PCI}/0000:00:18.3`, 'k10temp', 'k10temp@0000:00:18.3/temp1'],
    [`${PCI}/0000:00:1f.4/i2c-0/0-002e`, 'f75375', 'f75375@0-002e/temp1'],
    ['/sys/devices/virtual/thermal/thermal_zone0', 'acpitz', 'acpitz/temp1'],
    [`${PCI}/0000:00:14.0/usb1/1-2/1-2:1.0/0003:1B1C:0C10.0004`, 'corsaircpro', 'corsaircpro@1-2:1.0/temp1'],
    ['/sys/devices/LNXSYSTM:00/LNXSYBUS:00/PNP0A08:00/ATK0110:00', 'atk0110', 'atk0110@ATK0110:00/temp1'],
  ])('at %s: %s is %s', (path, name, id) => {
    expect(ids(chip(3, name, { temp1_input: '1' }), device(3, path))).toEqual([[id, '1']])
  })

  test('without an address, the order of their devices tells them apart', () => {
    const table = { ...chip(1, 'acpitz', { temp1_input: '2' }), ...chip(5, 'acpitz', { temp1_input: '1' }) }
    const links = {
      ...device(1, '/sys/devices/virtual/thermal/thermal_zone1'),
      ...device(5, '/sys/devices/virtual/thermal/thermal_zone0'),
    }
    expect(ids(table, links)).toEqual([
      ['acpitz/temp1', '1'],
      ['acpitz#2/temp1', '2'],
    ])
  })
})

describe('thermal zones', () => {
  const ZONE = {
    [`${ZONES}/thermal_zone0/type`]: 'cpu-thermal\n',
    [`${ZONES}/thermal_zone0/temp`]: '48312\n',
    [`${ZONES}/thermal_zone0/trip_point_0_type`]: 'passive\n',
    [`${ZONES}/thermal_zone0/trip_point_0_temp`]: '85000\n',
    [`${ZONES}/thermal_zone0/trip_point_1_type`]: 'critical\n',
    [`${ZONES}/thermal_zone0/trip_point_1_temp`]: '110000\n',
    [`${ZONES}/cooling_device0/type`]: 'Processor\n',
  }

  test('stand in where nothing else tells temperatures, with their limits', async () => {
    const { sensors, limits } = machine(ZONE)
    expect(await readSource(sensors)).toEqual({ 'hw.temperature zone@cpu-thermal cpu-thermal': 48.3 })
    expect(await readSource(limits)).toEqual({
      'hw.temperature.limit zone@cpu-thermal cpu-thermal high.critical': 110,
    })
  })

  test('are left out where they would show the same once more', async () => {
    const { sensors } = machine({ ...ZONE, ...chip(0, 'coretemp', CORETEMP) })
    expect(Object.keys(await readSource(sensors)).filter(key => key.includes('zone'))).toEqual([])
  })
})

describe('trouble while reading', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    return () => vi.useRealTimers()
  })

  const TWO = { ...chip(0, 'coretemp', CORETEMP), ...chip(1, 'nct6779', { temp1_input: '30000' }) }

  test.each(['EIO', 'ENODATA', 'ENODEV'])('%s is null for this sensor, and the others are read', async code => {
    const fails = () => Promise.reject(new Error(code))
    const { sensors } = machine(TWO, {}, { [`${HWMON}/hwmon0/temp1_input`]: fails })
    expect(Object.values(await readSource(sensors))).toEqual([null, 43.5, 30])
  })

  test('a chip that hangs is asked once, and hurts no other', async () => {
    const hangs = () => new Promise<string>(() => undefined)
    const { sensors, asked } = machine(TWO, {}, { [`${HWMON}/hwmon0/temp1_input`]: hangs })
    const first = readSource(sensors)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(Object.values(await first)).toEqual([null, null, 30])
    expect(Object.values(await readSource(sensors, 30_000))).toEqual([null, null, 30])
    expect(asked.filter(path => path.includes('hwmon0'))).toHaveLength(1)
  })

  test('a chip that is pulled out is gone from the next reading on', async () => {
    const table = { ...TWO }
    const { sensors } = machine(table)
    await readSource(sensors)
    for (const path of Object.keys(chip(1, '', { temp1_input: '' }))) delete (table as Record<string, string>)[path]
    expect(Object.values(await readSource(sensors, 30_000))).toEqual([45, 43.5])
  })
})

test('a machine without sensors: absent', async () => {
  const { sensors, limits } = machine({})
  for (const source of [sensors, limits])
    expect(await source.read({ now: 0, up: 0 }, AbortSignal.timeout(1_000))).toHaveProperty('absent')
})

test('a server’s worth of sensors does not fill a sample, and a processor’s whole comes before its cores', async () => {
  const cores = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`temp${64 - i}_input`, `${64 - i}000`]))
  const chips = Array.from({ length: 40 }, (_, i) => chip(i, 'coretemp', { ...cores, fan1_input: '900' }))
  const values = await readSource(machine(Object.assign({}, ...chips) as Record<string, string>).sensors)
  expect(Object.keys(values)).toHaveLength(24)
  expect(Object.values(values).slice(0, 3)).toEqual([1, 2, 3])
})

test('no text breaks a sensor or its name', () => {
  fc.assert(
    fc.property(hostileText('45000', '-273150', 'temp1_input', '0000:01:00.0', 'platform'), text => {
      for (const value of [parseTemperature(text), parseSpeed(text)])
        expect(value === null || (value >= -40 && value <= 50_000)).toBe(true)
      const table = chip(0, text, { temp1_input: text, temp1_label: text, [`${text}_input`]: text })
      for (const { id, location } of findHwmonSensors(fakeFiles(table, device(0, text))))
        expect(`${id}${location}`).toMatch(/^[\x20-\x7e]+$/)
    }),
    { numRuns: 200 },
  )
})
