import { beforeEach, describe, expect, test, vi } from 'vitest'

import { fakeChildren } from '../testing/fake-child.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { keepingSink } from '../testing/log-sink.ts'
import { createJournalFollower, journalObstacle } from './journal.linux.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return () => vi.useRealTimers()
})

const BOOT = 'a'.repeat(32)

function cursor(i: number, boot = BOOT): string {
  return `s=1;i=${i};b=${boot};m=${i};t=${i};x=0`
}

/** An entry as `journalctl` prints it; the i-th comes i seconds after the boot's tenth minute. */
function entry(i: number, fields: Record<string, string> = {}, boot = BOOT): string {
  const seconds = 600 + i
  return JSON.stringify({
    __CURSOR: cursor(i, boot),
    __REALTIME_TIMESTAMP: String(1_700_000_000_000_000 + seconds * 1_000_000),
    __MONOTONIC_TIMESTAMP: String(seconds * 1_000_000),
    _BOOT_ID: boot,
    _TRANSPORT: 'kernel',
    SYSLOG_FACILITY: '0',
    MESSAGE: `usb 1-${i}: USB disconnect, device number 2`,
    ...fields,
  })
}

function follow(from: string | null = null) {
  const { start, children, last } = fakeChildren()
  const sink = keepingSink()
  const follower = createJournalFollower({ startChild: start })
  follower.start(from, sink)
  return {
    follower,
    children,
    last,
    ...sink,
    devices: () => sink.lines.map(({ finding }) => finding?.attributes['device']),
  }
}

/** The arguments that say where reading begins. */
function where(args: readonly string[]): string[] {
  return args.filter(arg => arg.startsWith('--lines') || arg.startsWith('--cursor'))
}

describe('where reading begins', () => {
  test('the first time at the newest entries', () => {
    expect(where(follow().last().args)).toEqual(['--lines=1000'])
  })

  test('later behind the last entry that was read, which comes first and counts once', () => {
    const { last, devices, gaps, lines } = follow(`1 ${cursor(1)}`)
    expect(where(last().args)).toEqual([`--cursor=${cursor(1)}`, '--lines=all'])
    for (const i of [1, 2, 3]) last().onLine(entry(i))
    expect(devices()).toEqual(['1-2', '1-3'])
    expect(lines.map(({ position }) => position)).toEqual([`1 ${cursor(2)}`, `1 ${cursor(3)}`])
    expect(gaps).toEqual([])
  })

  test('the journal was rotated away while the agent was off: a gap, and what is left is read', () => {
    const { last, devices, gaps } = follow(`1 ${cursor(1)}`)
    last().onLine(entry(7))
    expect(gaps).toEqual([{ reason: 'lost', count: null }])
    expect(devices()).toEqual(['1-7'])
  })

  test('the entry is gone and nothing is behind it: a gap after three minutes, and reading goes on from now', async () => {
    const { last, children, gaps, devices } = follow(`1 ${cursor(1)}`)
    await vi.advanceTimersByTimeAsync(179_000)
    expect(gaps).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(gaps).toEqual([{ reason: 'lost', count: null }])
    expect(children[0]!.stopped).toBe(true)
    expect(where(last().args)).toEqual(['--lines=0'])
    children[0]!.onLine(entry(2))
    last().onLine(entry(3))
    expect(devices()).toEqual(['1-3'])
  })

  test('a journal in memory that begins anew with the next boot has no gap', () => {
    const { last, gaps } = follow(`1 ${cursor(1)}`)
    last().onLine(entry(1, { __MONOTONIC_TIMESTAMP: '3000000' }, 'b'.repeat(32)))
    expect(gaps).toEqual([])
  })

  test('a later boot of which the beginning is gone has one', () => {
    const { last, gaps } = follow(`1 ${cursor(1)}`)
    last().onLine(entry(1, {}, 'b'.repeat(32)))
    expect(gaps).toHaveLength(1)
  })

  test('a position of an agent that asked for other entries is no gap', () => {
    const { last, gaps, devices } = follow(`0 ${cursor(1)}`)
    last().onLine(entry(2))
    expect(gaps).toEqual([])
    expect(devices()).toEqual(['1-2'])
  })
})

describe('when journalctl ends', () => {
  test('it is started again behind the last entry, ever later', async () => {
    const { last, children } = follow()
    last().onLine(entry(5))
    const starts: number[] = []
    for (let i = 0; i < 4; i++) {
      const before = children.length
      last().onLine(entry(6 + i))
      last().onEnd('ended')
      let waited = 0
      for (; children.length === before && waited < 600; waited++) await vi.advanceTimersByTimeAsync(1_000)
      starts.push(waited)
    }
    expect(starts).toEqual([1, 2, 4, 8])
    expect(where(last().args)).toEqual([`--cursor=${cursor(9)}`, '--lines=all'])
  })

  test('after a minute that went well it is started again at once', async () => {
    const { last, children } = follow()
    for (let i = 0; i < 5; i++) {
      last().onLine(entry(i))
      last().onEnd('ended')
      await vi.advanceTimersByTimeAsync(30_000)
    }
    last().onLine(entry(10))
    await vi.advanceTimersByTimeAsync(60_000)
    last().onEnd('ended')
    const before = children.length
    await vi.advanceTimersByTimeAsync(1_000)
    expect(children).toHaveLength(before + 1)
  })

  test('an entry it cannot get past: a gap after three tries, and reading goes on from now', async () => {
    const { last, gaps, losses } = follow(`1 ${cursor(1)}`)
    for (let i = 0; i < 3; i++) {
      last().onLine(entry(1))
      last().onEnd('Failed to iterate through journal: Bad message')
      await vi.advanceTimersByTimeAsync(10_000)
    }
    expect(gaps).toEqual([{ reason: 'unreadable', count: null }])
    expect(where(last().args)).toEqual(['--lines=0'])
    expect(losses).toEqual([])
  })

  test('a journal that cannot be read at all is given up, with what journalctl said', async () => {
    const { last, losses } = follow()
    for (let i = 0; i < 3; i++) {
      last().onEnd('spawn journalctl ENOENT')
      await vi.advanceTimersByTimeAsync(10_000)
    }
    expect(losses).toEqual(['spawn journalctl ENOENT'])
  })

  test('a follower that was stopped starts nothing and hears nothing', async () => {
    const { follower, last, children, lines } = follow()
    const child = last()
    await follower.stop()
    expect(child.stopped).toBe(true)
    child.onLine(entry(1))
    child.onEnd('killed')
    await vi.advanceTimersByTimeAsync(600_000)
    expect(children).toHaveLength(1)
    expect(lines).toEqual([])
  })
})

describe('services that systemd starts again', () => {
  const failed = {
    _TRANSPORT: 'journal',
    _PID: '1',
    UNIT: 'board.service',
    MESSAGE_ID: 'd9b373ed55a64feb8242e02dbe79a49c',
    UNIT_RESULT: 'signal',
  }
  const restarted = { ...failed, MESSAGE_ID: '5eb03494b6584870a536b337290809b3', N_RESTARTS: '3' }
  const findings = (...entries: Record<string, string>[]) => {
    const { last, lines } = follow()
    for (const [i, fields] of entries.entries()) last().onLine(entry(i, fields))
    return lines.flatMap(({ finding }) => (finding === null ? [] : [finding]))
  }

  test('are told when the restart is, with how they failed', () => {
    expect(findings(failed, restarted)).toMatchObject([
      {
        name: 'service.failed',
        severity: 'warning',
        attributes: { unit: 'board.service', result: 'signal', restarts: 3 },
      },
    ])
  })

  test('a service that stays failed is left to the list of failed units', () => {
    expect(findings(failed)).toEqual([])
  })

  test('one that ended well and is started again has not failed', () => {
    expect(findings(restarted)).toEqual([])
  })

  test('a restart told in a person’s session is not believed', () => {
    expect(findings(failed, { ...restarted, _PID: '900' })).toEqual([])
  })
})

describe('whether there is a journal', () => {
  const journal = '/var/log/journal/0123/system.journal'
  const machine = { '/run/systemd/journal/socket': '', '/usr/bin/journalctl': '', [journal]: '' }
  const obstacle = (without: string[], readable: string[] = [journal]) =>
    journalObstacle(
      fakeFiles(Object.fromEntries(Object.entries(machine).filter(([path]) => !without.includes(path)))),
      path => readable.includes(path),
    )

  test.each([
    ['a journal to be read', [], [journal], null],
    ['no daemon', ['/run/systemd/journal/socket'], [journal], 'no journal daemon runs here'],
    ['no program', ['/usr/bin/journalctl'], [journal], 'journalctl is not installed'],
    ['no file', [journal], [journal], 'the journal keeps nothing'],
    ['a file for others only', [], [], 'the agent may not read the journal'],
  ])('%s', (_what, without, readable, expected) => {
    expect(obstacle(without, readable)).toBe(expected)
  })
})
