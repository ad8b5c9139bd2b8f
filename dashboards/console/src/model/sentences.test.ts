import { beforeEach, describe, expect, it } from 'vitest'

import { device } from '../../test/samples.ts'
import { showLanguage } from '../i18n/i18n.ts'
import { deviceSentence } from './device-sentence.ts'
import { fleetSentence, summarize } from './fleet.ts'
import type { Trouble } from './troubles.ts'

const NOW = Date.parse('2026-11-25T06:18:05Z')
const healthy = device('a', NOW)
const offline = device('b', NOW, { state: 'offline', lastSeenAt: new Date(NOW - 21 * 60_000).toISOString() })
const never = device('c', NOW, { state: 'never', lastSeenAt: null })
const full = device('d', NOW, { summary: { ...healthy.summary, fullestVolume: 0.97 } })
const off = device('e', NOW, { flags: ['clock-off'], clockOffsetSeconds: -312 })
const restored = device('f', NOW, { flags: ['rolled-back'] })
const sentence = (...devices: (typeof healthy)[]) => fleetSentence(summarize(devices))

beforeEach(() => showLanguage('zh', false))

describe('the answer about all devices', () => {
  it('says so when there is none', () => expect(sentence()).toBe('还没有设备。'))
  it('says that all is well only when every device is online and has nothing of concern', () => {
    expect(sentence(healthy)).toBe('1 台在线，全部正常。')
    expect(sentence(healthy, off)).not.toContain('正常')
  })
  it('tells who is away and leaves the healthy ones quiet', () => {
    expect(sentence(healthy, offline)).toBe('1 台在线，1 台离线；在线的全部正常。')
    expect(sentence(offline, offline)).toBe('2 台离线，没有在线的。')
    expect(sentence(never)).toBe('登记了 1 台，还没有一台连接过。')
    expect(sentence(healthy, never)).toBe('1 台在线，1 台还没连接过；在线的全部正常。')
  })
  it('counts devices to look at once, however many concerns they have', () => {
    const both = device('g', NOW, { flags: ['clock-off', 'losing-records'] })
    expect(sentence(healthy, full, both)).toBe('3 台在线；2 台要看一下：磁盘将满 1、有记录丢失 1、时钟不准 1。')
  })
  it('does not ask for a look at a restore card at work', () => {
    expect(sentence(restored)).toBe('1 台在线，全部正常。')
    expect(summarize([restored]).attention).toBe(0)
  })
  it('does not judge by readings from before a device went away', () => {
    const away = { ...full, state: 'offline' as const }
    expect(summarize([away]).concerns['volume-full']).toBe(0)
    expect(summarize([away]).attention).toBe(1)
  })
  it('speaks English with singular and plural', () => {
    showLanguage('en', false)
    expect(sentence(healthy)).toBe('1 device online and healthy.')
    expect(sentence(healthy, offline)).toBe('1 device online, 1 offline; everything online is healthy.')
    expect(sentence(healthy, healthy, full)).toBe('3 devices online; 1 needs a look: 1 volume nearly full.')
  })
})

const say = (one: typeof healthy, volume: string | null = null, troubles: Trouble[] = []) =>
  deviceSentence(one, { now: NOW, volume, troubles })

describe('the answer about one device', () => {
  it('is short when all is well', () => expect(say(healthy)).toBe('一切正常，已连续运行 6 小时 12 分。'))
  it('names the volume and the size of the clock error', () => {
    expect(say(full, 'D:')).toBe('D: 已用 97 %，快满了。')
    expect(say(off)).toBe('时钟慢 5 分 12 秒，记录的时间已校正。')
  })
  it('says since when there is no data, and not that the device is broken', () => {
    expect(say(offline)).toBe('21 分前断开，之后没有数据；下面是断开前的读数。')
  })
  it('tells what to do with a device that never connected', () => expect(say(never)).toContain('启动探针'))
  it('starts an English sentence with a capital', () => {
    showLanguage('en', false)
    expect(say(off)).toBe('Its clock is 5 min 12 s slow; record times are corrected.')
  })
  it('tells what its readings say is wrong before the rest, and no more than a person takes in', () => {
    const troubles: Trouble[] = [
      { kind: 'peripheral-missing', name: '摄像头' },
      { kind: 'drive-failing', name: 'sda' },
    ]
    expect(say(full, 'D:', troubles)).toBe('必需的摄像头不在；硬盘 sda 将要失效；D: 已用 97 %，快满了。')
    const many = Array.from({ length: 9 }, (_, i): Trouble => ({ kind: 'program-hung', name: `p${i}`.repeat(40) }))
    expect(say(healthy, null, many)).toMatch(/^(p\d\S{38}… 没有响应；){4}另有 5 项。$/)
    expect(say(offline, null, troubles), 'readings from before it went silent').not.toContain('摄像头')
  })
  it('puts a hostile volume name into the sentence as it is', () => {
    expect(say(full, '{{used}} $t(signIn.title)')).toBe('{{used}} $t(signIn.title) 已用 97 %，快满了。')
  })
})
