import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { CommandResult } from '../commands.ts'
import type { SourceReading } from '../sampler/source.ts'
import { fakeCommands } from '../testing/fake-commands.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { createRebootSource, newerKernel } from './reboot.ts'
import { createUpdatesSource, parseAptList, parseDnfList } from './updates.ts'

const APT = 'apt -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= list --upgradable'
const DNF = 'dnf --cacheonly --quiet check-update'
const TICK = { now: 0, up: 0 }

describe('lists', () => {
  test('apt: one line a package; the suite tells security updates', () => {
    const text = [
      'Listing...',
      'bash/oldstable 5.2.15-2+b13 amd64 [upgradable from: 5.2.15-2+b8]',
      'libc6/oldstable,oldstable-security 2.36-9 amd64 [upgradable from: 2.36-8]',
      'linux-generic/jammy-updates,jammy-security 5.15 amd64 [upgradable from: 5.14]',
      'N: There are 2 additional versions.',
      '',
    ].join('\n')
    expect(parseAptList(text)).toEqual({ all: 3, security: ['libc6', 'linux-generic'] })
    expect(parseAptList('Listing...\n')).toEqual({ all: 0, security: [] })
    expect(parseAptList('E: Could not read\n')).toBeNull()
  })

  test('dnf: what is obsoleted is no update', () => {
    const text = [
      '',
      'kernel.x86_64               5.10.0-136.12.el9       updates',
      'NetworkManager-wifi.x86_64  1:1.40-1                updates',
      'Obsoleting Packages',
      'old.noarch                  1-1                     updates',
    ].join('\n')
    expect(parseDnfList(text)).toEqual(['kernel', 'NetworkManager-wifi'])
  })

  test('no text breaks a parser', () => {
    const text = fc.array(
      fc.constantFrom('Listing...', '\n', 'a/b 1 c [upgradable from: 0]', ' ', 'a.b  1  c', 'Obsoleting Packages'),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          text.map(parts => parts.join('')),
        ),
        text => {
          const pending = parseAptList(text)
          if (pending !== null) expect(pending.all).toBeGreaterThanOrEqual(pending.security.length)
          parseDnfList(text)
          newerKernel(text.split('\n'), text.slice(0, 5))
        },
      ),
    )
  })
})

describe('updates', () => {
  const dpkg = {
    '/var/lib/dpkg/status': '',
    '/var/lib/apt/lists/a_InRelease': 'Origin: X\nDate: Mon, 23 Nov 2026 11:22:37 UTC\n',
  }
  const source = (files: Record<string, string>, table: Record<string, CommandResult | string>) =>
    createUpdatesSource({ files: fakeFiles(files), commands: fakeCommands(table) })

  test('apt: counts, the names of security updates, and how old the lists are', async () => {
    const list = 'Listing...\na/stable 2 all [upgradable from: 1]\nb/stable-security 2 all [upgradable from: 1]\n'
    expect(await source(dpkg, { [APT]: list }).read(TICK, AbortSignal.timeout(1_000))).toEqual({
      series: [['forewarn.updates.pending'], ['forewarn.updates.security']],
      values: [2, 1],
      facts: [{ subject: 'updates', facts: { manager: 'apt', listsFrom: '2026-11-23', pending: 2, security: 'b' } }],
    })
  })

  test('dnf: exit code 100 means that there are updates', async () => {
    const listed = (stdout: string): CommandResult => ({ kind: 'done', code: 100, stdout, stderr: '' })
    const table = {
      [DNF]: listed('a.x86_64  2-1  updates\nb.noarch  3-1  updates\n'),
      [`${DNF} --security`]: listed('b.noarch  3-1  updates\n'),
    }
    const reading = (await source({ '/usr/bin/dnf': '' }, table).read(
      TICK,
      AbortSignal.timeout(1_000),
    )) as SourceReading
    expect(reading.values).toEqual([2, 1])
  })

  test.each<[string, CommandResult | string, string]>([
    ['hangs', { kind: 'late' }, 'apt: late'],
    ['prints something else', 'huh', 'apt did not print a list'],
    [
      'complains',
      { kind: 'done', code: 100, stdout: '', stderr: 'W: x\nE: The package lists are corrupt\n' },
      'apt ended with 100: E: The package lists are corrupt',
    ],
  ])('apt %s: failed', async (_name, result, message) => {
    await expect(source(dpkg, { [APT]: result }).read(TICK, AbortSignal.timeout(1_000))).rejects.toThrow(message)
  })

  test('neither: absent', async () => {
    expect(await source({}, {}).read(TICK, AbortSignal.timeout(1_000))).toHaveProperty('absent')
  })
})

describe('reboot required', () => {
  test.each([
    ['the newest runs', ['vmlinuz-6.1.0-25-amd64', 'vmlinuz-6.1.0-28-amd64'], '6.1.0-28-amd64', null],
    ['a newer one waits', ['vmlinuz-6.1.0-9-amd64', 'vmlinuz-6.1.0-28-amd64'], '6.1.0-9-amd64', '6.1.0-28-amd64'],
    ['another flavour', ['vmlinuz-6.1.0-9-amd64', 'vmlinuz-6.1.0-28-rt-amd64'], '6.1.0-9-amd64', null],
    [
      'Red Hat’s names',
      ['vmlinuz-5.14.0-9.el9.x86_64', 'vmlinuz-5.14.0-11.el9.x86_64'],
      '5.14.0-9.el9.x86_64',
      '5.14.0-11.el9.x86_64',
    ],
    ['a kernel from elsewhere, as in a container', ['vmlinuz-6.1.0-28-amd64'], '6.18.44-custom', null],
    ['none', [], '6.1.0', null],
  ])('%s', (_name, boot, running, expected) => {
    expect(newerKernel(boot, running)).toBe(expected)
  })

  test('the distribution’s mark, and who asked', async () => {
    const files = fakeFiles({
      '/run/reboot-required': '*** System restart required ***\n',
      '/run/reboot-required.pkgs': 'libc6\nlinux-base\nlibc6\n',
    })
    expect(await createRebootSource(files, () => 'x').read(TICK, AbortSignal.timeout(1_000))).toEqual({
      series: [['forewarn.reboot.required']],
      values: [1],
      facts: [{ subject: 'reboot', facts: { required: true, for: 'libc6 linux-base' } }],
    })
  })

  test('no mark, no newer kernel: not required; no /run: absent', () => {
    const read = (table: Record<string, string>) =>
      createRebootSource(fakeFiles(table), () => 'x').read(TICK, AbortSignal.timeout(1))
    expect(read({ '/run/utmp': '' })).toMatchObject({ values: [0] })
    expect(read({})).toHaveProperty('absent')
  })
})
