import { DEFAULT_AGENT_CONFIG } from '@forewarn/shared/protocol.ts'
import fc from 'fast-check'
import os from 'node:os'
import { describe, expect, test } from 'vitest'

import type { CommandResult } from '../commands.ts'
import { ownProgram } from '../own-program.ts'
import { fakeCommands } from '../testing/fake-commands.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { fakeParts } from '../testing/source-parts.ts'
import { componentFacts, createComponentsSource } from './components.ts'
import { osReleaseName, readInventory } from './inventory.ts'
import { createSoftwareSource, parseVersions } from './software.ts'

const TICK = { now: 0, up: 0 }

describe('what the kernel and the firmware say', () => {
  const subject = (files: Record<string, string>, name: string) =>
    readInventory(fakeFiles(files), os).find(body => body.subject === name)?.facts

  test('an all-in-one board', () => {
    const dmi = {
      sys_vendor: 'CVTE\n',
      product_name: 'IFP-86\n',
      board_vendor: 'ASUSTeK\n',
      board_name: 'H310\n',
      bios_version: 'F4\n',
      bios_date: '03/14/2019\n',
      chassis_type: '13\n',
      board_serial: 'SECRET\n',
    }
    const files = Object.fromEntries(Object.entries(dmi).map(([file, text]) => [`/sys/class/dmi/id/${file}`, text]))
    expect(subject(files, 'host')).toEqual({
      hostname: os.hostname(),
      vendor: 'CVTE',
      product: 'IFP-86',
      board: 'ASUSTeK H310',
      bios: 'F4',
      biosDate: '03/14/2019',
      chassis: 'all-in-one',
    })
  })

  test('what makers write who had nothing to write says nothing', () => {
    const files = {
      '/sys/class/dmi/id/sys_vendor': 'To be filled by O.E.M.\n',
      '/sys/class/dmi/id/product_name': 'Default string',
    }
    expect(subject(files, 'host')).toMatchObject({ vendor: null, product: null, board: null })
  })

  test('network cards by driver and number, without their addresses', () => {
    const files = {
      '/sys/class/net/eth0/device/uevent': 'DRIVER=e1000e\nPCI_CLASS=20000\nPCI_ID=8086:15BE\n',
      '/sys/class/net/eth0/address': '00:11:22:33:44:55\n',
      '/sys/class/net/wlx1/device/uevent': 'DEVTYPE=usb_interface\nDRIVER=rtl8xxxu\nPRODUCT=bda/8179/0\n',
      '/sys/class/net/lo/address': '00:00:00:00:00:00\n',
    }
    expect(subject(files, 'network-cards')).toEqual({ eth0: 'e1000e 8086:15BE', wlx1: 'rtl8xxxu bda/8179' })
    expect(subject({}, 'network-cards')).toBeUndefined()
  })

  test.each([
    ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME=x\n', 'Debian GNU/Linux 12 (bookworm)'],
    ["NAME=x\nPRETTY_NAME='UOS 20'\n", 'UOS 20'],
    ['NAME=x\n', null],
    ['PRETTY_NAME=""\n', null],
  ])('os-release %j', (text, expected) => {
    expect(osReleaseName(text)).toBe(expected)
  })
})

describe('components', () => {
  const module = {
    size: 8 * 2 ** 30,
    type: 'DDR4',
    clockSpeed: 2666,
    manufacturer: 'Samsung',
    partNum: 'M471A1K43CB1-CTD',
    bank: 'DIMM 0',
    serialNum: '12345678',
  }

  test('memory modules and graphics in a line each, without serial numbers', () => {
    const printed = JSON.stringify({
      modules: [module, { ...module, size: 0, type: 'Unknown' }],
      graphics: { controllers: [{ vendor: 'Intel', model: 'UHD Graphics 630', vram: null, driverVersion: '' }] },
    })
    const facts = componentFacts(printed)
    expect(facts).toEqual([
      { subject: 'memory-modules', facts: { 'module 1': '8 GiB DDR4 2666 MT/s Samsung M471A1K43CB1-CTD DIMM 0' } },
      { subject: 'graphics', facts: { 'controller 1': 'Intel UHD Graphics 630' } },
    ])
    expect(JSON.stringify(facts)).not.toContain('12345678')
  })

  test('the one module that is made up where dmidecode is missing is none', () => {
    expect(componentFacts('{"modules":[{"size":25276063744,"type":"","partNum":""}],"graphics":{}}')).toEqual([])
  })

  test('no answer breaks it, however strange; no line is longer than a fact may be', () => {
    const part = fc.dictionary(
      fc.constantFrom('size', 'type', 'partNum', 'model', 'vendor'),
      fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.double(), fc.nat()),
    )
    const parts = fc.array(part, { maxLength: 40 })
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ modules: parts, graphics: fc.record({ controllers: parts }) })),
        value => {
          for (const { facts } of componentFacts(JSON.stringify(value ?? null)))
            for (const [, text] of Object.entries(facts)) expect(String(text).length).toBeLessThanOrEqual(400)
        },
      ),
    )
  })

  const OWN: [string, string] = ['/usr/bin/node', '/opt/forewarn-agent.cjs']
  const read = async (result: CommandResult | string, own: typeof OWN | null = OWN) => {
    const commands = fakeCommands({ '/usr/bin/node /opt/forewarn-agent.cjs probe-hardware': result })
    return createComponentsSource({ commands }, own).read(TICK, AbortSignal.timeout(1_000))
  }

  test('the program starts itself once more', async () => {
    expect(await read(JSON.stringify({ modules: [module] }))).toMatchObject({ facts: [{ subject: 'memory-modules' }] })
  })

  test.each<[string, CommandResult | string, string]>([
    ['hangs', { kind: 'late' }, 'reading the hardware: late'],
    ['breaks', { kind: 'done', code: 134, stdout: '', stderr: 'out of memory' }, 'reading the hardware ended with 134'],
    ['prints garbage', 'Killed', 'reading the hardware printed no JSON'],
  ])('a reader that %s is a failure', async (_name, result, message) => {
    await expect(read(result)).rejects.toThrow(message)
  })

  test('nothing to be learnt, or nothing to start: absent', async () => {
    expect(await read('{}')).toHaveProperty('absent')
    expect(await read('{}', null)).toHaveProperty('absent')
    const onWindows = createComponentsSource({ commands: fakeCommands({}) }, OWN, 'win32')
    expect(await onWindows.read(TICK, AbortSignal.timeout(1_000))).toHaveProperty('absent')
  })

  test.each([
    ['/opt/forewarn/forewarn-agent.cjs', true],
    ['/usr/bin/forewarn-agent', true],
    ['/src/agent/src/main.ts', true],
    ['C:\\Forewarn\\forewarn-agent.cjs', true],
    ['/src/collector/src/main.ts', false],
    ['/src/node_modules/vitest/vitest.mjs', false],
    [undefined, false],
  ])('started as %s it can start itself: %s', (script, expected) => {
    expect(ownProgram('node', script) !== null).toBe(expected)
  })
})

describe('software', () => {
  /** A package database that knows these. */
  function software(files: Record<string, string>, result: CommandResult | string) {
    const ran: string[][] = []
    const watched = [{ name: 'Board', executables: ['EasiNote.exe', 'Seewo-Board', '../evil', '-f'] }]
    const source = createSoftwareSource({
      ...fakeParts({ files: fakeFiles(files), config: () => ({ ...DEFAULT_AGENT_CONFIG, watchedPrograms: watched }) }),
      commands: {
        run: async (program, args) => {
          ran.push([program, ...args])
          return typeof result === 'string'
            ? { kind: 'done', code: 1, stdout: result, stderr: 'no packages found' }
            : result
        },
      },
    })
    return { ran, read: async () => source.read(TICK, AbortSignal.timeout(1_000)) }
  }
  const DPKG = { '/var/lib/dpkg/status': '' }

  test('versions of what is installed; that smartmontools is not is said too', async () => {
    const { read, ran } = software(
      DPKG,
      'systemd\t252.39-1\tinstalled\nfirefox-esr\t\tnot-installed\nvlc\t3.0\tconfig-files\n',
    )
    expect(await read()).toEqual({
      series: [],
      values: [],
      facts: [{ subject: 'software', facts: { smartmontools: null, systemd: '252.39-1' } }],
    })
    expect(ran[0]![0]).toBe('dpkg-query')
    expect(ran[0]).toContain('seewo-board')
    expect(ran[0]!.slice(4).filter(name => !/^[a-z0-9]/.test(name))).toEqual([])
  })

  test('rpm', async () => {
    const { read, ran } = software(
      { '/var/lib/rpm/rpmdb.sqlite': '' },
      'systemd\t249-1.oe\tinstalled\npackage vlc is not installed\n',
    )
    expect(await read()).toMatchObject({ facts: [{ facts: { systemd: '249-1.oe' } }] })
    expect(ran[0]![0]).toBe('rpm')
  })

  test.each<[string, CommandResult, string]>([
    ['hangs', { kind: 'late' }, 'dpkg-query: late'],
    [
      'finds a broken database',
      { kind: 'done', code: 2, stdout: '', stderr: 'dpkg-query: error: parsing file\n' },
      'parsing file',
    ],
  ])('a query that %s: failed', async (_name, result, message) => {
    await expect(software(DPKG, result).read()).rejects.toThrow(message)
  })

  test('no database, or no program to ask it: absent', async () => {
    expect(await software({}, '').read()).toHaveProperty('absent')
    expect(await software(DPKG, { kind: 'missing' }).read()).toHaveProperty('absent')
  })

  test('bounded, and no version is stranger than a version', () => {
    const lines = Array.from({ length: 500 }, (_, i) => `p${i}\t1.${i}\tinstalled`)
    expect(parseVersions(lines.join('\n')).size).toBe(60)
    expect(parseVersions('a\t1 2\tinstalled\nbc\t\u001B[1m\tinstalled\n--x\t1\tinstalled')).toEqual(new Map())
  })
})
