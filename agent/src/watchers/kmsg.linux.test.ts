import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'

import { createFakeClock } from '../testing/fake-clock.ts'
import { keepingSink } from '../testing/log-sink.ts'
import { createKmsgFollower, type KmsgDevice } from './kmsg.linux.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return () => vi.useRealTimers()
})

/** The kernel's buffer: keeps so many records, each told at a second of the boot. */
function createBuffer(room = 1_000) {
  const records: { sequence: number; seconds: number; facility: number; text: string }[] = []
  let next = 0
  return {
    say(text: string, seconds: number, facility = 0): void {
      records.push({ sequence: next++, seconds, facility, text })
      if (records.length > room) records.shift()
    },
    open(): KmsgDevice {
      let at = records[0]?.sequence ?? next
      return {
        read() {
          const oldest = records[0]?.sequence ?? next
          if (at < oldest) {
            at = oldest
            return { kind: 'overwritten' }
          }
          const record = records[at - oldest]
          if (record === undefined) return { kind: 'empty' }
          at++
          return {
            kind: 'record',
            text: `${record.facility * 8 + 6},${record.sequence},${record.seconds * 1e6},-;${record.text}\n`,
          }
        },
        close: () => undefined,
      }
    },
  }
}

function follow(buffer: ReturnType<typeof createBuffer>, from: string | null = null, boot = 'boot-1') {
  // The machine has been up for 5000 s.
  const clock = createFakeClock(1_800_000_000_000, 5_000_000)
  const sink = keepingSink()
  const follower = createKmsgFollower({ clock, boot, open: buffer.open })
  onTestFinished(() => follower.stop())
  follower.start(from, sink)
  return {
    ...sink,
    clock,
    devices: () => sink.lines.map(({ finding }) => finding?.attributes['device']),
    async look() {
      clock.advance(2_000)
      await vi.advanceTimersByTimeAsync(2_000)
    },
  }
}

describe('the kernel’s buffer', () => {
  test('is read from the boot on, then as it fills, each record once', async () => {
    const buffer = createBuffer()
    buffer.say('usb 1-1: USB disconnect, device number 1', 100)
    const { devices, look, lines, clock } = follow(buffer)
    expect(lines[0]!.at).toBe(clock.now() - 4_900_000)
    buffer.say('usb 1-2: USB disconnect, device number 2', 5_001)
    await look()
    await look()
    expect(devices()).toEqual(['1-1', '1-2'])
    expect(lines.map(({ position }) => position)).toEqual(['boot-1 0', 'boot-1 1'])
  })

  test('is read on behind the record that was read last, in the same boot alone', () => {
    const buffer = createBuffer()
    for (let i = 0; i < 4; i++) buffer.say(`usb 1-${i}: USB disconnect, device number 1`, i)
    expect(follow(buffer, 'boot-1 1').devices()).toEqual(['1-2', '1-3'])
    expect(follow(buffer, 'boot-0 1').devices()).toEqual(['1-0', '1-1', '1-2', '1-3'])
  })

  test('what a program writes into it is not the kernel’s word', () => {
    const buffer = createBuffer()
    buffer.say('Out of memory: Killed process 1 (x) total-vm:1kB', 100, 1)
    expect(follow(buffer).lines).toMatchObject([{ finding: null, kernelMessage: null }])
  })

  test('after a sleep, in which the kernel’s clock stands still, what comes now happened now', async () => {
    const buffer = createBuffer()
    const { look, clock, lines } = follow(buffer)
    clock.advance(8 * 3_600_000)
    await look()
    buffer.say('usb 1-1: USB disconnect, device number 1', 5_003)
    await look()
    expect(clock.now() - lines[0]!.at).toBeLessThanOrEqual(2_000)
  })

  test('a record of which the clock says that it is still to come happened now', () => {
    const buffer = createBuffer()
    buffer.say('usb 1-1: USB disconnect, device number 1', 6_000)
    const { clock, lines } = follow(buffer)
    expect(lines[0]!.at).toBe(clock.now())
  })

  test('records overwritten while the agent looked on are a gap with their number', async () => {
    const buffer = createBuffer(10)
    for (let i = 0; i < 5; i++) buffer.say(`record ${i}`, i)
    const { look, gaps, lines } = follow(buffer)
    for (let i = 5; i < 100; i++) buffer.say(`record ${i}`, i)
    await look()
    expect(gaps).toEqual([{ reason: 'overwritten', count: 85 }])
    expect(lines).toHaveLength(15)
  })

  test('records overwritten while the agent was off are too', () => {
    const buffer = createBuffer(10)
    for (let i = 0; i < 100; i++) buffer.say(`record ${i}`, i)
    expect(follow(buffer, 'boot-1 49').gaps).toEqual([{ reason: 'overwritten', count: 40 }])
    expect(follow(buffer, 'boot-1 89').gaps).toEqual([])
    expect(follow(buffer).gaps).toEqual([])
  })

  test('a flood is read in pieces', async () => {
    const buffer = createBuffer(100_000)
    for (let i = 0; i < 5_000; i++) buffer.say('usb 1-1: USB disconnect, device number 1', 100)
    const { look, lines, gaps } = follow(buffer)
    expect(lines).toHaveLength(2_000)
    await look()
    await look()
    expect(lines).toHaveLength(5_000)
    expect(gaps).toEqual([])
  })

  test('that fails is given up', () => {
    const open = (): KmsgDevice => ({
      read() {
        throw new Error('EIO: i/o error, read')
      },
      close: () => undefined,
    })
    const { losses } = follow({ ...createBuffer(), open })
    expect(losses).toEqual(['EIO: i/o error, read'])
  })

  test.each([
    ['ENOENT', 'no /dev/kmsg'],
    ['EPERM', 'the agent may not read /dev/kmsg'],
    ['EACCES', 'the agent may not read /dev/kmsg'],
  ])('that cannot be opened (%s) is an obstacle', (code, obstacle) => {
    const open = (): KmsgDevice => {
      throw Object.assign(new Error(code), { code })
    }
    expect(createKmsgFollower({ clock: createFakeClock(), boot: 'b', open }).obstacle()).toBe(obstacle)
  })
})
