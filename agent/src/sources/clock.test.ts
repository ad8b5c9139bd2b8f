import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { SourceReading } from '../sampler/source.ts'
import { fakeCommands } from '../testing/fake-commands.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { hostileText } from '../testing/hostile-text.ts'
import { fakeParts } from '../testing/source-parts.ts'
import { createClockSource, parseChronyTracking, parseNtpVariables } from './clock.ts'

const CHRONY = '/run/chrony/chronyd.pid'
const tracking = (leap: string) =>
  `C0000201,192.0.2.1,3,1764038400.123456789,0.000001234,0.000002345,0.000123456,-12.345,0.001,0.123,0.012345678,0.001234567,64.2,${leap}\n`

function clock(given: { files?: Record<string, string>; commands?: Record<string, string>; offsetMs?: number | null }) {
  const commands = fakeCommands(given.commands ?? {})
  const link = () => ({ address: 'ws://127.0.0.1:7700', clockOffsetMs: given.offsetMs ?? null, roundTripMs: null })
  const source = createClockSource(fakeParts({ files: fakeFiles(given.files ?? {}), commands, link }))
  let up = 0
  return {
    ran: commands.ran,
    async read(): Promise<Record<string, unknown>> {
      const answer = await source.read({ now: 0, up }, new AbortController().signal)
      up += 300_000
      const { series, values } = answer as SourceReading
      return 'absent' in answer
        ? { absent: true }
        : Object.fromEntries(series.map(([metric], i) => [metric, values[i]]))
    },
  }
}

describe('the clock', () => {
  test.each([
    ['behind the collector’s', 2_500.4, 2.5],
    ['ahead of it', -90_000, -90],
    ['right', 0, 0],
  ])('%s', async (_name, offsetMs, expected) => {
    expect(await clock({ offsetMs }).read()).toEqual({ 'forewarn.clock.offset': expected })
  })

  test.each([
    ['systemd-timesyncd has set it', { '/run/systemd/timesync/synchronized': '' }, 1],
    ['systemd-timesyncd runs and has not set it', { '/run/systemd/timesync/other': '' }, 0],
  ])('%s: told without starting anything', async (_name, files, expected) => {
    const { read, ran } = clock({ files: { ...files, [CHRONY]: '1' } })
    expect(await read()).toEqual({ 'forewarn.clock.synchronized': expected })
    expect(ran).toEqual([])
  })

  test('chrony is asked every half an hour, and its answer stands in between', async () => {
    const { read, ran } = clock({ files: { [CHRONY]: '1' }, commands: { 'chronyc -c tracking': tracking('Normal') } })
    for (let i = 0; i < 12; i++) expect(await read()).toEqual({ 'forewarn.clock.synchronized': 1 })
    expect(ran).toHaveLength(2)
  })

  test('ntpd is asked where it runs', async () => {
    const rv = 'associd=0 status=c016 leap_alarm, sync_unspec, 1 event, restart,\nversion="ntpd 4.2"\n'
    const { read } = clock({ files: { '/run/ntpd.pid': '1' }, commands: { 'ntpq -c rv': rv } })
    expect(await read()).toEqual({ 'forewarn.clock.synchronized': 0 })
  })

  test.each([
    ['neither collector nor daemon', {}],
    ['a daemon without its program', { files: { [CHRONY]: '1' } }],
    [
      'a daemon that answers with garbage',
      { files: { [CHRONY]: '1' }, commands: { 'chronyc -c tracking': '506 Cannot talk to daemon\n' } },
    ],
  ])('%s: nothing to say', async (_name, given) => {
    expect(await clock(given).read()).toEqual({ absent: true })
  })
})

test.each([
  [tracking('Normal'), 1],
  [tracking('Insert second'), 1],
  [tracking('Not synchronised'), 0],
  [tracking('Fine'), null],
  ['Normal', null],
  ['', null],
])('chrony: %j', (text, expected) => {
  expect(parseChronyTracking(text)).toBe(expected)
})

test.each([
  ['associd=0 status=0615 leap_none, sync_ntp, 1 event, clock_sync,', 1],
  ['associd=0 status=4615 leap_add_sec, sync_ntp, 1 event, clock_sync,', 1],
  ['associd=0 status=0011 leap_none, sync_unspec, 1 event, restart,', 0],
  ['associd=0 status=c011 leap_alarm, sync_ntp, 1 event, restart,', 0],
  ['ntpq: read: Connection refused', null],
])('ntpd: %j', (text, expected) => {
  expect(parseNtpVariables(text)).toBe(expected)
})

test('no text breaks the parsers', () => {
  fc.assert(
    fc.property(hostileText('Normal', 'Not synchronised', 'leap_none', 'leap_alarm', 'sync_ntp'), text => {
      expect([0, 1, null]).toContain(parseChronyTracking(text))
      expect([0, 1, null]).toContain(parseNtpVariables(text))
    }),
  )
})
