import { readLogEnd } from '@forewarn/agent/boots/log-end.ts'
import { createSleepKinds } from '@forewarn/agent/boots/sleeps.ts'
import { systemCommands, type Commands } from '@forewarn/agent/commands.ts'
import { systemFiles, type Files } from '@forewarn/agent/files.ts'
import { joinBoots } from '@forewarn/shared/evidence/boots.ts'
import { beforeEach, expect, test } from 'vitest'

import { openJournal } from '../support/journal.ts'
import { needs } from '../support/parts.ts'

const START = Date.UTC(2026, 8, 1, 7)
const [BEFORE, NOW] = ['b'.repeat(32), 'c'.repeat(32)]
const KERNEL = { _TRANSPORT: 'kernel', SYSLOG_FACILITY: '0', SYSLOG_IDENTIFIER: 'kernel' }
const MANAGER = { _TRANSPORT: 'journal', SYSLOG_IDENTIFIER: 'systemd', _COMM: 'systemd', _PID: '1' }
const CRON = { _TRANSPORT: 'syslog', SYSLOG_IDENTIFIER: 'cron', _COMM: 'cron', _PID: '7' }

beforeEach(context => needs('journal', context))

/** A real journal: the seconds, the boot, the message, who says it. */
async function journal(...entries: [second: number, boot: string, message: string, fields: Record<string, string>][]) {
  const journal = openJournal()
  for (const [second, boot, message, fields] of entries)
    journal.write({
      __REALTIME_TIMESTAMP: String((START + second * 1000) * 1000),
      __MONOTONIC_TIMESTAMP: String(second * 1_000_000),
      _BOOT_ID: boot,
      MESSAGE: message,
      ...fields,
    })
  await journal.close()
  const files: Files = { ...systemFiles, exists: path => path === '/var/log/journal' || path === '/run/systemd/system' }
  const commands: Commands = {
    run: (program, args, limits) => systemCommands.run(program, [`--directory=${journal.folder}`, ...args], limits),
  }
  return { files, commands }
}

test.each<[name: string, end: string, last: [message: string, fields: Record<string, string>][]]>([
  [
    'stopped in order',
    'clean',
    [
      ['Reached target poweroff.target - System Power Off.', MANAGER],
      ['Shutting down.', MANAGER],
    ],
  ],
  ['cut', 'unclean power-loss-or-hang', [['session closed', CRON]]],
  ['locked up', 'unclean lockup', [['watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [foo:77]', KERNEL]]],
  ['crashed', 'unclean kernel-panic', [['Kernel panic - not syncing: Fatal exception', KERNEL]]],
])('the journal’s own program shows the end of the boot before, which was %s', async (_name, end, last) => {
  const noise = Array.from({ length: 500 }, (_, i): [number, string, string, object] => [i, BEFORE, `line ${i}`, CRON])
  const parts = await journal(
    [0, BEFORE, 'Linux version 6.1.0-13-amd64', KERNEL],
    ...(noise as [number, string, string, Record<string, string>][]),
    ...last.map(([message, fields]): [number, string, string, Record<string, string>] => [
      600,
      BEFORE,
      message,
      fields,
    ]),
    [900, NOW, 'Linux version 6.1.0-13-amd64', KERNEL],
    [901, NOW, 'Shutting down.', MANAGER],
  )
  const clues = await readLogEnd(parts, { now: START + 1_000_000, signal: AbortSignal.timeout(20_000) })
  expect(clues.every(({ from, boot }) => from === 'journal' && boot === BEFORE)).toBe(true)
  const boot = { from: 'mark', at: START + 900_000, boot: NOW, tells: 'boot', kind: 'cold' } as const
  const [{ previous }] = joinBoots([...clues, boot]) as [ReturnType<typeof joinBoots>[number]]
  expect([previous.end, previous.cause].filter(part => part !== null).join(' ')).toBe(end)
  expect(previous.at).toBe(START + 600_000)
})

test('a journal of this boot alone shows nothing', async () => {
  const parts = await journal([0, NOW, 'Linux version 6.1.0-13-amd64', KERNEL])
  expect(await readLogEnd(parts, { now: START, signal: AbortSignal.timeout(20_000) })).toEqual([])
})

test('the journal’s own program says how the machine slept last, and not what it did hours ago', async () => {
  const sleep = {
    _TRANSPORT: 'journal',
    SYSLOG_IDENTIFIER: 'systemd-sleep',
    MESSAGE_ID: '6bbd95ee977941e497c48be27c254128',
  }
  const parts = await journal(
    [0, NOW, 'Linux version 6.1.0-13-amd64', KERNEL],
    [100, NOW, "Performing sleep operation 'suspend'...", { ...sleep, SLEEP: 'suspend' }],
    [20_000, NOW, "Performing sleep operation 'hibernate'...", { ...sleep, SLEEP: 'hibernate' }],
  )
  const kindOf = createSleepKinds({ ...parts, files: { ...parts.files, read: () => null } })
  const signal = AbortSignal.timeout(20_000)
  expect(await kindOf(START + 20_010_000, signal)).toBe('hibernate')
  expect(await kindOf(START + 40_000_000, signal)).toBe('unknown')
})
