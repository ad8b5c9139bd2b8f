import { appendFileSync, readFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'

import { createFakeClock } from '../testing/fake-clock.ts'
import { keepingSink } from '../testing/log-sink.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createLogFilesFollower } from './log-files.linux.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return () => vi.useRealTimers()
})

/** The clock of these tests stands at 1 March 2026, noon by the machine's own time. */
const NOW = new Date(2026, 2, 1, 12, 0, 0).getTime()

function line(device: string, time = '11:59:00'): string {
  return `Mar  1 ${time} room-3 kernel: [ 1234.5] usb ${device}: USB disconnect, device number 2\n`
}

async function follow(folder: string, from: string | null = null) {
  const sink = keepingSink()
  const follower = createLogFilesFollower({ clock: createFakeClock(NOW), folder })
  onTestFinished(() => follower.stop())
  follower.start(from, sink)
  const devices = () => sink.lines.map(({ finding }) => finding?.attributes['device'])
  const settled = async (): Promise<void> => {
    // Real reads of real files: each step of a look is awaited by the timer that is armed after it.
    await vi.waitFor(() => expect(vi.getTimerCount() + sink.losses.length).toBeGreaterThan(0), {
      timeout: 5_000,
      interval: 1,
    })
  }
  await settled()
  return {
    ...sink,
    follower,
    devices,
    position: () => sink.lines.at(-1)!.position,
    async look() {
      vi.advanceTimersToNextTimer()
      await settled()
    },
  }
}

function log(text = '', name = 'kern.log') {
  const folder = temporaryFolder()
  const path = join(folder, name)
  writeFileSync(path, text)
  return { folder, path }
}

describe('a log file', () => {
  test('is read from its end on, line by line, however lines are written', async () => {
    const { folder, path } = log(line('1-1'))
    const { devices, look, lines } = await follow(folder)
    appendFileSync(path, line('1-2').slice(0, 30))
    await look()
    expect(devices()).toEqual(['1-1'])
    appendFileSync(path, `${line('1-2').slice(30)}${line('1-3')}`)
    await look()
    expect(devices()).toEqual(['1-1', '1-2', '1-3'])
    expect(lines[0]!.at).toBe(NOW - 60_000)
  })

  test('is read on where reading stopped, in the middle of nothing', async () => {
    const { folder, path } = log(line('1-1') + line('1-2'))
    const first = await follow(folder)
    await first.follower.stop()
    appendFileSync(path, line('1-3'))
    const second = await follow(folder, first.lines[0]!.position)
    expect(second.devices()).toEqual(['1-2', '1-3'])
    expect(second.gaps).toEqual([])
  })

  test('that is rotated by name is read to its end, then the new one from its beginning', async () => {
    const { folder, path } = log(line('1-1'))
    const { devices, look } = await follow(folder)
    renameSync(path, `${path}.1`)
    writeFileSync(path, line('1-3'))
    await look()
    // The daemon still holds the old file for a moment.
    appendFileSync(`${path}.1`, line('1-2'))
    await look()
    appendFileSync(path, line('1-4'))
    await look()
    expect(devices()).toEqual(['1-1', '1-2', '1-3', '1-4'])
  })

  test('whose new one does not stand there yet is waited for', async () => {
    const { folder, path } = log(line('1-1'))
    const { devices, look, losses } = await follow(folder)
    renameSync(path, `${path}.1`)
    await look()
    writeFileSync(path, line('1-2'))
    await look()
    await look()
    expect(devices()).toEqual(['1-1', '1-2'])
    expect(losses).toEqual([])
  })

  test('that is copied and emptied is read from its new beginning', async () => {
    const { folder, path } = log(line('1-1') + line('1-2'))
    const { devices, look } = await follow(folder)
    truncateSync(path)
    appendFileSync(path, line('1-3'))
    await look()
    await look()
    expect(devices()).toEqual(['1-1', '1-2', '1-3'])
  })

  test('rotated while the agent was off is found under its new name', async () => {
    const { folder, path } = log(line('1-1'))
    const first = await follow(folder)
    await first.follower.stop()
    appendFileSync(path, line('1-2'))
    renameSync(path, `${path}-20260301`)
    writeFileSync(path, line('1-3'))
    const second = await follow(folder, first.position())
    await second.look()
    expect(second.devices()).toEqual(['1-2', '1-3'])
    expect(second.gaps).toEqual([])
  })

  test('gone while the agent was off is a gap', async () => {
    const { folder, path } = log(line('1-1'))
    const first = await follow(folder)
    await first.follower.stop()
    writeFileSync(`${path}.new`, line('1-3'))
    renameSync(`${path}.new`, path)
    const second = await follow(folder, first.position())
    expect(second.gaps).toEqual([{ reason: 'lost', count: null }])
    expect(second.devices()).toEqual(['1-3'])
  })

  test('emptied while the agent was off is a gap', async () => {
    const { folder, path } = log(line('1-1') + line('1-2'))
    const first = await follow(folder)
    await first.follower.stop()
    writeFileSync(path, line('1-3'))
    const second = await follow(folder, first.position())
    expect(second.gaps).toEqual([{ reason: 'lost', count: null }])
    expect(second.devices()).toEqual(['1-3'])
  })

  test('of years is read the first time at its end alone', async () => {
    const { folder } = log(line('1-1') + 'Mar  1 11:00:00 room-3 x: y\n'.repeat(20_000) + line('1-2'))
    expect((await follow(folder)).devices().filter(device => device !== undefined)).toEqual(['1-2'])
  })

  test('with a line without end loses that line alone', async () => {
    const { folder, path } = log(line('1-1'))
    const { devices, look } = await follow(folder)
    appendFileSync(path, `${'x'.repeat(500_000)}\n${line('1-2')}`)
    await look()
    expect(devices()).toEqual(['1-1', '1-2'])
  })

  test('with bytes that are no text is read all the same', async () => {
    const { folder, path } = log()
    appendFileSync(path, Buffer.concat([Buffer.from([0xff, 0, 0xfe, 0x0a]), Buffer.from(line('1-1'))]))
    expect((await follow(folder)).devices()).toEqual(['1-1'])
  })

  test('that is taken away for good is told once nothing can be read', async () => {
    const { folder, path } = log()
    renameSync(path, `${path}.gone`)
    const { losses } = await follow(folder)
    expect(losses).toHaveLength(1)
    expect(readFileSync(`${path}.gone`, 'utf8')).toBe('')
  })
})

describe('which file', () => {
  const obstacle = (folder: string) => createLogFilesFollower({ clock: createFakeClock(NOW), folder }).obstacle()

  test('none that may be read is an obstacle', () => {
    const folder = temporaryFolder()
    expect(obstacle(folder)).toBe(`no log in ${folder} that the agent may read`)
    writeFileSync(join(folder, 'messages'), '')
    expect(obstacle(folder)).toBeNull()
  })

  test('the kernel’s own before that of everything, unless it is no longer written', async () => {
    const { folder, path } = log(line('1-1'))
    writeFileSync(join(folder, 'syslog'), line('1-2'))
    const first = await follow(folder)
    expect(first.devices()).toEqual(['1-1'])
    await first.follower.stop()
    utimesSync(path, NOW / 1000 - 900 * 86_400, NOW / 1000 - 900 * 86_400)
    expect((await follow(folder)).devices()).toEqual(['1-2'])
  })
})
