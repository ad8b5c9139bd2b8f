import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'

import { keepingSink } from '@forewarn/agent/testing/log-sink.ts'
import { createJournalFollower } from '@forewarn/agent/watchers/journal.linux.ts'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'

import { FOLLOW_JOURNAL } from '../support/follow-journal.ts'
import { openJournal } from '../support/journal.ts'
import { needs } from '../support/parts.ts'
import { processesMentioning, startProgram } from '../support/program.ts'

const SOON = { timeout: 15_000, interval: 20 }
/** 200 events a second for a minute. */
const FLOOD = 12_000
/** A minute of that may cost so much of a processor, ms: a thirtieth of it. */
const FLOOD_CPU_MS = 2_000

beforeEach(context => needs('journal', context))

function follow(folder: string, from: string | null = null) {
  const sink = keepingSink()
  const follower = createJournalFollower({ extra: [`--directory=${folder}`] })
  onTestFinished(() => follower.stop())
  follower.start(from, sink)
  return {
    ...sink,
    stop: () => follower.stop(),
    position: () => sink.lines.at(-1)!.position,
    /** Waits until so many findings are there; answers what they are about. */
    async devices(count: number) {
      const found = () => sink.lines.flatMap(({ finding }) => (finding === null ? [] : [finding.attributes['device']]))
      await vi.waitFor(() => expect(found()).toHaveLength(count), SOON)
      return found()
    },
  }
}

const unplugged = (port: number): string => `usb 1-${port}: USB disconnect, device number 2`

test('entries arrive as they are written, and after a pause each exactly once', async () => {
  const journal = openJournal()
  journal.kernel(unplugged(1))
  await journal.close()
  const first = follow(journal.folder)
  expect(await first.devices(1)).toEqual(['1-1'])
  journal.kernel(unplugged(2))
  journal.kernel(unplugged(3))
  expect(await first.devices(3)).toEqual(['1-1', '1-2', '1-3'])
  await first.stop()
  journal.kernel(unplugged(4))
  journal.kernel(unplugged(5))
  const second = follow(journal.folder, first.position())
  expect(await second.devices(2)).toEqual(['1-4', '1-5'])
  expect([...first.gaps, ...second.gaps]).toEqual([])
})

test('the journal itself leaves out what is no evidence', async () => {
  const journal = openJournal()
  journal.write({ _TRANSPORT: 'syslog', SYSLOG_IDENTIFIER: 'kernel', SYSLOG_FACILITY: '0', MESSAGE: unplugged(1) })
  journal.write({ _TRANSPORT: 'kernel', SYSLOG_IDENTIFIER: 'kernel', SYSLOG_FACILITY: '1', MESSAGE: unplugged(2) })
  journal.write({ _TRANSPORT: 'journal', SYSLOG_IDENTIFIER: 'sshd', MESSAGE: 'session opened' })
  journal.kernel(unplugged(3))
  await journal.close()
  const { devices, lines } = follow(journal.folder)
  expect(await devices(1)).toEqual(['1-3'])
  expect(lines).toHaveLength(1)
})

test('a core dump and a service that is started again are heard', async () => {
  const journal = openJournal()
  const manager = { _TRANSPORT: 'journal', _PID: '1', _COMM: 'systemd', UNIT: 'board.service' }
  journal.write({ ...manager, MESSAGE_ID: 'd9b373ed55a64feb8242e02dbe79a49c', UNIT_RESULT: 'signal', MESSAGE: 'x' })
  journal.write({ ...manager, MESSAGE_ID: '5eb03494b6584870a536b337290809b3', N_RESTARTS: '4', MESSAGE: 'x' })
  journal.write({
    _TRANSPORT: 'journal',
    _COMM: 'systemd-coredum',
    MESSAGE_ID: 'fc2e22bc6ee647b6b90729ab34a250b1',
    COREDUMP_PID: '77',
    COREDUMP_COMM: 'board',
    COREDUMP_SIGNAL_NAME: 'SIGABRT',
    MESSAGE: 'Process 77 (board) of user 1000 dumped core.',
  })
  await journal.close()
  const { lines } = follow(journal.folder)
  await vi.waitFor(() => expect(lines).toHaveLength(3), SOON)
  expect(lines.map(({ finding }) => finding)).toMatchObject([
    null,
    { name: 'service.failed', attributes: { unit: 'board.service', result: 'signal', restarts: 4 } },
    { name: 'program.crash', attributes: { program: 'board', pid: 77, signal: 'SIGABRT' } },
  ])
})

test('rotated while it is followed: the next file is read on', async () => {
  const journal = openJournal()
  journal.kernel(unplugged(1))
  await journal.close()
  const { devices, gaps } = follow(journal.folder)
  await devices(1)
  const old = journal.path()
  journal.kernel(unplugged(2))
  expect(await devices(2)).toEqual(['1-1', '1-2'])
  rmSync(old)
  journal.kernel(unplugged(3))
  expect(await devices(3)).toEqual(['1-1', '1-2', '1-3'])
  expect(gaps).toEqual([])
})

test('the cursor gone, because its file was removed while the agent was off: a gap, and what is left is read', async () => {
  const journal = openJournal()
  journal.kernel(unplugged(1))
  await journal.close()
  const first = follow(journal.folder)
  await first.devices(1)
  await first.stop()
  rmSync(journal.path())
  journal.kernel(unplugged(2))
  await journal.close()
  const second = follow(journal.folder, first.position())
  expect(await second.devices(1)).toEqual(['1-2'])
  expect(second.gaps).toEqual([{ reason: 'lost', count: null }])
})

test('a journal file cut off in the middle: what follows in a new one is read, and that something is missing is told', async () => {
  const journal = openJournal()
  for (let port = 1; port <= 200; port++) journal.kernel(unplugged(port))
  await journal.close()
  const first = follow(journal.folder)
  await first.devices(200)
  await first.stop()
  truncateSync(journal.path(), Math.floor(statSync(journal.path()).size / 100))
  journal.kernel(unplugged(201))
  await journal.close()
  const second = follow(journal.folder, first.position())
  await vi.waitFor(() => expect(second.lines.at(-1)?.finding?.attributes['device']).toBe('1-201'), SOON)
  expect(second.gaps).toEqual([{ reason: 'lost', count: null }])
})

test('a journal file damaged in the middle holds up nothing that is written after it', async () => {
  const journal = openJournal()
  for (let port = 1; port <= 400; port++) journal.kernel(unplugged(port))
  await journal.close()
  const bytes = readFileSync(journal.path())
  const [first, last] = [bytes.indexOf('USB disconnect'), bytes.lastIndexOf('USB disconnect')]
  writeFileSync(journal.path(), bytes.fill(0xa5, first + (last - first) / 2, first + (last - first) / 2 + 20_000))
  journal.kernel(unplugged(401))
  await journal.close()
  const { lines, losses } = follow(journal.folder)
  // journalctl 252 gives up looking back where it meets the damage, and goes on with the next entry that is written.
  await vi.waitFor(
    () => {
      journal.kernel(unplugged(402))
      expect(lines.at(-1)?.finding?.attributes['device']).toBe('1-402')
    },
    { ...SOON, interval: 500 },
  )
  expect(losses).toEqual([])
})

test('an agent that is killed leaves no journalctl behind, though the log is silent', async () => {
  const journal = openJournal()
  journal.kernel(unplugged(1))
  await journal.close()
  const agent = startProgram(FOLLOW_JOURNAL, journal.folder)
  await vi.waitFor(() => expect(agent.said.stdout).toContain('s='), SOON)
  const children = () => processesMentioning(journal.folder).filter(line => line.startsWith('journalctl'))
  expect(children()).toHaveLength(1)
  agent.signal('SIGKILL')
  await agent.ended
  await vi.waitFor(() => expect(children()).toEqual([]), SOON)
})

test('12,000 events that wait are read in order and at a small cost', { timeout: 60_000 }, async () => {
  const journal = openJournal()
  journal.kernel(unplugged(0))
  await journal.close()
  const first = follow(journal.folder)
  await first.devices(1)
  await first.stop()
  for (let i = 0; i < FLOOD; i++) journal.kernel(unplugged(i % 100))
  await journal.close()
  const before = process.cpuUsage()
  const second = follow(journal.folder, first.position())
  await vi.waitFor(() => expect(second.lines).toHaveLength(FLOOD), { timeout: 30_000, interval: 500 })
  const { user, system } = process.cpuUsage(before)
  console.log(`${FLOOD} entries cost ${Math.round((user + system) / 1000)} ms of this process`)
  expect((user + system) / 1000).toBeLessThan(FLOOD_CPU_MS)
})
