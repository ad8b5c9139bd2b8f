import fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'

import type { ReadAside } from '../read-aside.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { hostileText } from '../testing/hostile-text.ts'
import { askSource, readSource } from '../testing/read-source.ts'
import { createBatterySource } from './battery.ts'
import { createPatience } from './patience.ts'
import { onMains, parsePowerSupply } from './power-supply.ts'

const uevent = (properties: Record<string, string | number>) =>
  Object.entries(properties)
    .map(([key, value]) => `POWER_SUPPLY_${key}=${value}\n`)
    .join('')

/** A laptop's battery that counts energy, with the properties an ACPI battery shows. */
const BATTERY = {
  NAME: 'BAT0',
  TYPE: 'Battery',
  STATUS: 'Discharging',
  PRESENT: 1,
  TECHNOLOGY: 'Li-poly',
  CYCLE_COUNT: 231,
  VOLTAGE_NOW: 11_400_000,
  POWER_NOW: 10_000_000,
  ENERGY_FULL_DESIGN: 50_000_000,
  ENERGY_FULL: 40_000_000,
  ENERGY_NOW: 20_000_000,
  CAPACITY: 50,
  MODEL_NAME: 'X-100',
  MANUFACTURER: 'ACME',
  SERIAL_NUMBER: '00731',
}
const MAINS = { NAME: 'AC', TYPE: 'Mains', ONLINE: 0 }
const MOUSE = { NAME: 'hidpp_battery_0', TYPE: 'Battery', SCOPE: 'Device', STATUS: 'Discharging', CAPACITY: 5 }

function machine(
  supplies: Record<string, Record<string, string | number>>,
  broken: Record<string, () => Promise<string>> = {},
) {
  const table = Object.fromEntries(
    Object.entries(supplies).map(([name, properties]) => [
      `/sys/class/power_supply/${name}/uevent`,
      uevent(properties),
    ]),
  )
  const files = fakeFiles(table)
  const read: ReadAside = path => broken[path]?.() ?? Promise.resolve(files.read(path)!)
  return { table, source: createBatterySource(files, createPatience(), read) }
}

describe('a battery’s properties', () => {
  test.each<[string, Record<string, string | number>, Partial<ReturnType<typeof parsePowerSupply>>]>([
    ['as they are', {}, { charge: 0.5, health: 0.8, timeLeft: 7_200, cycles: 231 }],
    ['no time left to tell while charging', { STATUS: 'Charging' }, { status: 'charging', timeLeft: null }],
    ['its own word on the time left', { TIME_TO_EMPTY_NOW: 900 }, { timeLeft: 900 }],
    ['no current', { POWER_NOW: 0 }, { timeLeft: null }],
    ['next to no current', { POWER_NOW: 1 }, { timeLeft: null }],
    ['a current with a sign', { POWER_NOW: -10_000_000 }, { timeLeft: 7_200 }],
    ['no design', { ENERGY_FULL_DESIGN: 0 }, { health: null }],
    ['nothing left of its design', { ENERGY_FULL: 0 }, { health: null }],
    ['a little more than designed', { ENERGY_FULL: 52_000_000 }, { health: 1.04 }],
    ['a hundred times more than designed', { ENERGY_FULL: 5_000_000_000 }, { health: null }],
    ['a charge beyond reason', { CAPACITY: 65_535 }, { charge: null }],
    ['nonsense for a charge', { CAPACITY: 'NaN' }, { charge: 0.5 }],
    [
      'no cycles counted, no technology known',
      { CYCLE_COUNT: 0, TECHNOLOGY: 'Unknown' },
      { cycles: null, technology: null },
    ],
    ['an empty bay', { PRESENT: 0 }, { present: false }],
    ['a state of its own', { STATUS: 'Meditating' }, { status: null, timeLeft: null }],
    ['a maker’s name with control characters', { MANUFACTURER: '\u0007AC\u0000ME\u00ff ' }, { manufacturer: 'AC ME' }],
  ])('%s', (_name, change, expected) => {
    expect(parsePowerSupply(uevent({ ...BATTERY, ...change }))).toMatchObject(expected)
  })

  test('one that counts charge and tells no percentage', () => {
    const counting = {
      CHARGE_NOW: 1_000_000,
      CHARGE_FULL: 4_000_000,
      CHARGE_FULL_DESIGN: 5_000_000,
      CURRENT_NOW: 500_000,
    }
    expect(parsePowerSupply(uevent({ TYPE: 'Battery', STATUS: 'Discharging', ...counting }))).toMatchObject({
      charge: 0.25,
      health: 0.8,
      timeLeft: 7_200,
    })
  })
})

describe('on mains', () => {
  const ON = { ...MAINS, ONLINE: 1 }
  const USB = { TYPE: 'USB', ONLINE: 2 }

  test.each([
    ['the charger is in', [ON, BATTERY], 1],
    ['the charger is out', [MAINS, BATTERY], 0],
    ['fed by USB', [MAINS, USB, BATTERY], 1],
    ['no charger known, discharging', [BATTERY], 0],
    ['no charger known, charging', [{ ...BATTERY, STATUS: 'Charging' }], 1],
    ['no charger known, kept at eighty percent', [{ ...BATTERY, STATUS: 'Not charging' }], 1],
    ['nobody tells', [{ ...BATTERY, STATUS: 'Unknown' }], null],
    ['nothing there', [], null],
  ])('%s: %j', (_name, supplies, expected) => {
    expect(onMains(supplies.map(supply => parsePowerSupply(uevent(supply))))).toBe(expected)
  })
})

test('the machine’s battery, mains, and what the battery is; a mouse’s is none of it', async () => {
  const { source } = machine({ AC: MAINS, BAT0: BATTERY, hidpp_battery_0: MOUSE })
  expect(await askSource(source)).toEqual({
    values: {
      'hw.battery.charge BAT0': 0.5,
      'hw.battery.time_left BAT0 discharging': 7_200,
      'forewarn.battery.health BAT0': 0.8,
      'forewarn.power.mains': 0,
    },
    events: [],
    facts: [
      { subject: 'battery', facts: { manufacturer: 'ACME', model: 'X-100', technology: 'Li-poly', cycles: 231 } },
    ],
  })
})

test('an uninterruptible supply counts as a battery; the second one is told apart', async () => {
  const { source } = machine({ BAT0: BATTERY, ups: { TYPE: 'UPS', STATUS: 'Full', CAPACITY: 104, MODEL_NAME: 'U' } })
  const { values, facts } = await askSource(source)
  expect(values).toMatchObject({ 'hw.battery.charge ups': 1, 'hw.battery.time_left ups discharging': null })
  expect(facts.map(({ subject }) => subject)).toEqual(['battery', 'battery.2'])
})

test('a battery taken out of its bay is null and no fact', async () => {
  const { values, facts } = await askSource(machine({ BAT0: { ...BATTERY, PRESENT: 0 } }).source)
  expect(values['hw.battery.charge BAT0']).toBeNull()
  expect(facts).toEqual([])
})

test.each([
  ['nothing', {}],
  ['a mouse alone', { hidpp_battery_0: MOUSE }],
])('%s: absent', async (_name, supplies) => {
  expect(await machine(supplies).source.read({ now: 0, up: 0 }, AbortSignal.timeout(1_000))).toHaveProperty('absent')
})

describe('trouble while reading', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    return () => vi.useRealTimers()
  })

  test.each(['EIO', 'ENODEV'])('%s: null in its place, the rest is told, and so is it when it is back', async code => {
    const broken: Record<string, () => Promise<string>> = {}
    const { source } = machine({ AC: MAINS, BAT0: BATTERY }, broken)
    await readSource(source)
    broken['/sys/class/power_supply/BAT0/uevent'] = () => Promise.reject(new Error(code))
    expect(await readSource(source)).toMatchObject({ 'hw.battery.charge BAT0': null, 'forewarn.power.mains': 0 })
    delete broken['/sys/class/power_supply/BAT0/uevent']
    expect(await readSource(source)).toMatchObject({ 'hw.battery.charge BAT0': 0.5 })
  })

  test('one that hangs hurts no other', async () => {
    const { source } = machine(
      { AC: MAINS, BAT0: BATTERY, BAT1: BATTERY },
      { '/sys/class/power_supply/BAT1/uevent': () => new Promise(() => undefined) },
    )
    const reading = readSource(source)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await reading).toMatchObject({ 'hw.battery.charge BAT0': 0.5 })
  })
})

test('no text breaks the parser, and nothing comes out of range', () => {
  const text = hostileText(
    'POWER_SUPPLY_',
    'CAPACITY=',
    'TYPE=Battery',
    'STATUS=Discharging',
    'ENERGY_NOW=',
    'POWER_NOW=',
  )
  fc.assert(
    fc.property(text, text => {
      const { charge, health, timeLeft } = parsePowerSupply(text)
      for (const value of [charge, health]) expect(value === null || (value >= 0 && value <= 1.5)).toBe(true)
      expect(timeLeft === null || timeLeft >= 0).toBe(true)
    }),
    { numRuns: 200 },
  )
})
