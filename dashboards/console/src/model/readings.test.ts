import { describe, expect, it } from 'vitest'

import { readings } from '../../test/samples.ts'
import { mergeReadings, readingsOf } from './readings.ts'

const NOW = Date.parse('2026-11-25T06:18:05Z')

describe('readings', () => {
  it('finds the fullest volume and sums traffic over the cards of one direction', () => {
    const list = readings(NOW)
    const card = list.find(r => r.metric === 'system.network.io' && r.attributes['network.io.direction'] === 'receive')!
    const second = { ...card, attributes: { ...card.attributes, 'network.interface.name': 'wlan0' }, value: 5 }
    const held = readingsOf([...list, second])
    expect(held.fullestVolume()?.attributes).toEqual({ 'system.filesystem.mountpoint': '/' })
    expect(held.traffic('receive')).toBe(card.value! + 5)
  })
  it('has no traffic, rather than none, where no card is known', () => {
    expect(readingsOf([]).traffic('receive')).toBeNull()
    expect(readingsOf([]).newest()).toBeNull()
  })
  it('takes newer values in and keeps them against older ones that come late', () => {
    const [old, fresh] = [readings(NOW - 60_000), readings(NOW)]
    expect(mergeReadings(old, fresh)).toEqual(fresh)
    expect(mergeReadings(fresh, old)).toEqual(fresh)
  })
  it('drops what an update no longer names, unless it is newer than all of it', () => {
    const [old, fresh] = [readings(NOW - 60_000), readings(NOW)]
    expect(mergeReadings(old, fresh.slice(1))).toHaveLength(fresh.length - 1)
    expect(mergeReadings(fresh, old.slice(1))).toHaveLength(fresh.length)
  })
})
