import { METRICS } from '@forewarn/shared/metrics.ts'
import { describe, expect, it } from 'vitest'

import { device, readings as base } from '../../../test/samples.ts'
import { inventory, senses } from '../../../test/senses.ts'
import { inventoryOf } from '../../model/inventory.ts'
import { readingsOf } from '../../model/readings.ts'
import { SECTION_IDS, type Matter, type Section } from './section.ts'
import { SECTIONS, restOf, rowsOf, unshownSubjects } from './sections.ts'

const NOW = Date.parse('2026-11-25T06:18:05Z')
const subjects = inventory(NOW, false)
const matterOf = (list: Parameters<typeof readingsOf>[0]): Matter => ({
  device: device('a', NOW),
  readings: readingsOf(list),
  inventory: inventoryOf(subjects),
  watchList: null,
  zone: 'UTC',
  now: NOW,
})

describe('the sections of a device’s page', () => {
  it('have a place for every metric of the catalogue', () => {
    const all = Object.keys(METRICS).map(metric => ({
      metric,
      attributes: {},
      unit: '',
      value: 1,
      at: new Date(NOW).toISOString(),
    }))
    expect(restOf(matterOf(all)).map(({ metric }) => metric)).toEqual([])
  })
  it('leave what they do not know to the other readings, and to the record', () => {
    const strange = { metric: 'hw.voltage', attributes: {}, unit: 'V', value: 12, at: new Date(NOW).toISOString() }
    expect(restOf(matterOf([...base(NOW), strange]))).toEqual([strange])
    const left = unshownSubjects([
      ...subjects,
      { subject: 'rack', facts: { unit: 4 }, at: '' },
      { subject: 'driver', facts: {}, at: '' },
    ])
    expect(left.map(({ subject }) => subject)).toEqual([
      'os',
      'cpu',
      'memory',
      'host',
      'memory-modules',
      'graphics',
      'network-cards',
      'software',
      'rack',
      'driver',
    ])
  })
  it('are there only where there is something to say', () => {
    expect(SECTIONS.filter(one => one.isPresent({ ...matterOf([]), inventory: inventoryOf([]) }))).toEqual([])
    expect(SECTIONS.filter(one => !one.isPresent(matterOf([...base(NOW), ...senses(NOW, false)])))).toEqual([])
  })
  it('come in the order of the index', () => {
    const order = SECTIONS.map(({ id }) => SECTION_IDS.indexOf(id))
    expect(order).toEqual([...order].sort((a, b) => a - b))
  })
  it('stand two by two where both are halves and follow each other', () => {
    const section = (id: string, half: boolean) => ({ id, half }) as unknown as Section
    const list = [section('a', true), section('b', true), section('c', true), section('d', false), section('e', true)]
    expect(rowsOf(list).map(row => row.map(({ id }) => id))).toEqual([['a', 'b'], ['c'], ['d'], ['e']])
  })
})
