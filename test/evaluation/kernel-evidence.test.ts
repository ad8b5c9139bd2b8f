import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Finding } from '@forewarn/shared/evidence/finding.ts'
import { parseSyslogLine, readSyslogLine, type SyslogLine } from '@forewarn/shared/evidence/syslog.ts'
import { describe, expect, test } from 'vitest'

import { REAL_DATA } from '../support/real-data.ts'

/** Real logs of other people's machines. What is expected of each was read out of it by eye. */
const LINUX = join(REAL_DATA, 'linux')

function read(name: string): { lines: SyslogLine[]; unread: string[]; findings: Finding[] } {
  const texts = readFileSync(join(LINUX, name), 'utf8')
    .split('\n')
    .filter(text => text.trim() !== '')
  const parsed = texts.map(text => ({ text, line: parseSyslogLine(text) }))
  const lines = parsed.flatMap(({ line }) => (line === null ? [] : [line]))
  return {
    lines,
    unread: parsed.filter(({ line }) => line === null).map(({ text }) => text),
    findings: lines.map(readSyslogLine).filter(found => found !== null),
  }
}

/** How often each kind was found, with what it is about. */
function tally(findings: Finding[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { name, attributes } of findings) {
    const subject = attributes['device'] ?? attributes['program'] ?? attributes['component'] ?? attributes['kind']
    counts[`${name} ${subject}`] = (counts[`${name} ${subject}`] ?? 0) + 1
  }
  return counts
}

describe.skipIf(!existsSync(LINUX))('real logs of Linux', () => {
  test.each<[file: string, expected: Record<string, number>]>([
    [
      'excerpts/ata_ext4_readonly_2010.dmesg',
      {
        'disk.reset ata1': 2,
        'disk.io-error sda': 1,
        'filesystem.error sda4': 3,
        'filesystem.read-only sda4': 1,
      },
    ],
    [
      'excerpts/disk_vanished_sata_2015.dmesg',
      {
        'disk.reset ata1': 3,
        'disk.gone ata1': 1,
        'disk.gone 0:0:0:0': 1,
        'disk.gone sda': 1,
        'disk.io-error sda': 1,
        'filesystem.error sda1': 5,
        'filesystem.read-only sda1': 1,
      },
    ],
    ['excerpts/oom_centos8_2022.messages', { 'memory.oom-kill node': 1 }],
    ['excerpts/mce_nuc_2018.syslog', { 'hardware.error cpu': 2 }],
    ['excerpts/thermal_throttle_2022.syslog', { 'cpu.throttled core': 2, 'cpu.throttled package': 4 }],
    ['loghub/Linux_2k.log', {}],
  ])('%s: what happened, how often, and nothing else', (file, expected) => {
    const { findings, unread } = read(file)
    expect(unread).toEqual([])
    expect(tally(findings)).toEqual(expected)
  })

  test('a machine check that was not corrected is told from the note that one was logged', () => {
    const { findings } = read('excerpts/mce_nuc_2018.syslog')
    expect(findings.map(({ attributes }) => attributes['corrected'])).toEqual([null, false])
  })

  test('six weeks with weekly restarts of the daemons hold one boot', () => {
    const { lines } = read('loghub/Linux_2k.log')
    const boots = lines.filter(({ program, message }) => program === 'kernel' && message.startsWith('Linux version'))
    expect(boots.map(({ time }) => time)).toMatchObject([
      { kind: 'local', month: 7, day: 27, hour: 14, minute: 41, second: 57 },
    ])
    expect(lines.filter(({ program, message }) => program === 'syslogd' && message === 'restart.')).toHaveLength(7)
  })

  test('no evidence of any of them names a person, an address or a path', () => {
    for (const file of [
      'excerpts/oom_centos8_2022.messages',
      'excerpts/disk_vanished_sata_2015.dmesg',
      'loghub/Linux_2k.log',
    ])
      for (const { attributes } of read(file).findings)
        expect(String(attributes['evidence'])).not.toMatch(/\/home\/|(?:\d{1,3}\.){3}\d|user=/)
  })
})
