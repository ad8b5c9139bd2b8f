import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { CommandResult } from '../commands.ts'
import type { SourceReading } from '../sampler/source.ts'
import { fakeCommands } from '../testing/fake-commands.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { heard } from '../testing/heard.ts'
import { fakeParts } from '../testing/source-parts.ts'
import { createServicesSource } from './services.ts'
import { parseUnitList, parseUnitProperties, publicName } from './units.ts'

const LIST = 'systemctl list-units --state=failed --all --plain --no-legend --no-pager'
const show = (...units: string[]): string =>
  `systemctl show --property=Id,Result,ExecMainStatus,NRestarts,StateChangeTimestamp -- ${units.join(' ')}`
const properties = (unit: string, time: string, result = 'exit-code', status = 1): string =>
  `Result=${result}\nExecMainStatus=${status}\nNRestarts=2\nId=${unit}\nStateChangeTimestamp=Wed 2026-11-25 ${time} UTC\n`
const at = (time: string): number => Date.parse(`2026-11-25T${time}Z`)
const NOW = at('12:00:00')

describe('systemctl’s output', () => {
  test.each([
    [
      'systemd 252',
      'a.service loaded failed failed Some service\nb.timer loaded failed failed B\n',
      ['a.service', 'b.timer'],
    ],
    ['systemd 241, with its mark', '● a.service loaded failed failed A\n', ['a.service']],
    [
      'templates and escapes',
      'x@1.service l f f X\nhome-a\\x2db.mount l f f M\n',
      ['x@1.service', 'home-a\\x2db.mount'],
    ],
    ['nothing failed', '\n', []],
    ['lines that are none', 'LOAD   = Reflects whether\n--help\n0 loaded units listed.\n', []],
  ])('the list: %s', (_name, text, expected) => {
    expect(parseUnitList(text)).toEqual(expected)
  })

  test('the properties, in whatever order', () => {
    const text = `${properties('a.service', '03:06:10')}\n${properties('b.service', '04:00:00', 'core-dump', 11)}`
    expect(parseUnitProperties(text)).toEqual([
      { unit: 'a.service', result: 'exit-code', status: 1, restarts: 2, since: at('03:06:10') },
      { unit: 'b.service', result: 'core-dump', status: 11, restarts: 2, since: at('04:00:00') },
    ])
  })

  test('a mount, which has no process and no time', () => {
    expect(parseUnitProperties('Id=data.mount\nResult=exit-code\nStateChangeTimestamp=\n')).toEqual([
      { unit: 'data.mount', result: 'exit-code', status: null, restarts: null, since: null },
    ])
  })

  test('no text breaks a parser, and names stay names', () => {
    const text = fc
      .array(fc.constantFrom('Id=', 'a.service', '\n', '●', ' ', '=', 'Result=', '\u0000', '学'))
      .map(all => all.join(''))
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), text => {
        for (const unit of [...parseUnitList(text), ...parseUnitProperties(text).map(({ unit }) => unit)])
          expect(unit).toMatch(/^[\w:.\\@-]{1,255}$/)
      }),
    )
  })
})

test.each([
  ['ssh.service', 'ssh.service'],
  ['getty@tty1.service', 'getty@tty1.service'],
  ['user@1000.service', 'user@1000.service'],
  ['ifup@eth0.service', 'ifup@eth0.service'],
  ['systemd-fsck@dev-sda1.service', 'systemd-fsck@dev-sda1.service'],
  ['vncserver@:1.service', 'vncserver@:1.service'],
  ['syncthing@alice.service', 'syncthing@….service'],
  ['home-alice.mount', '….mount'],
  ['run-media-alice-Holiday.mount', '….mount'],
  ['home.mount', '….mount'],
  ['var-lib.mount', 'var-lib.mount'],
])('%s leaves the machine as %s: a person’s name is nobody’s business', (unit, name) => {
  expect(publicName(unit)).toBe(name)
})

describe('the source', () => {
  function services(parts = fakeParts(), files: Record<string, string> = { '/run/systemd/system/x': '' }) {
    const table: Record<string, CommandResult | string> = {}
    const commands = fakeCommands(table)
    const source = createServicesSource({ ...parts, files: fakeFiles(files), commands })
    return {
      commands,
      table,
      source,
      async read(): Promise<SourceReading> {
        const reading = (await source.read({ now: NOW, up: 0 }, AbortSignal.timeout(1_000))) as SourceReading
        return { ...reading, events: heard(reading.events, parts.memory) }
      },
      fail(...units: [name: string, time: string][]) {
        table[LIST] = units.map(([name]) => `${name} loaded failed failed X\n`).join('')
        const names = units.map(([name]) => name)
        if (names.length > 0) table[show(...names)] = units.map(([name, time]) => properties(name, time)).join('\n')
      },
    }
  }
  const told = ({ events }: SourceReading) => events?.map(({ name, attributes }) => `${name} ${attributes['unit']}`)

  test('a failed unit: counted, listed, told with how it failed and when', async () => {
    const { fail, read } = services()
    fail(['ntp.service', '03:00:00'])
    expect(await read()).toEqual({
      series: [['forewarn.service.failed']],
      values: [1],
      facts: [{ subject: 'services', facts: { failed: 'ntp.service' } }],
      events: [
        {
          name: 'service.failed',
          severity: 'warning',
          at: at('03:00:00'),
          attributes: { unit: 'ntp.service', result: 'exit-code', status: 1, restarts: 2 },
        },
      ],
    })
  })

  test('told once, again when it failed anew, and when it recovered', async () => {
    const { fail, read } = services()
    const seen = []
    for (const units of [[['a.service', '03:00:00']], [['a.service', '03:00:00']], [['a.service', '05:00:00']], []] as [
      string,
      string,
    ][][]) {
      fail(...units)
      seen.push(told(await read()))
    }
    expect(seen).toEqual([
      ['service.failed a.service'],
      [],
      ['service.failed a.service'],
      ['service.recovered a.service'],
    ])
  })

  test('a restart of the agent repeats nothing and forgets nothing', async () => {
    const parts = fakeParts()
    const first = services(parts)
    first.fail(['a.service', '03:00:00'], ['b.service', '03:00:00'])
    await first.read()
    const second = services(parts)
    second.fail(['b.service', '03:00:00'])
    expect(told(await second.read())).toEqual(['service.recovered a.service'])
  })

  test('a reading that is cut has told nobody, and is told again', async () => {
    const { fail, source, read } = services()
    fail(['a.service', '03:00:00'])
    const cut = new AbortController()
    const reading = source.read({ now: NOW, up: 0 }, cut.signal)
    cut.abort()
    await expect(reading).rejects.toThrow('cut')
    expect(told(await read())).toEqual(['service.failed a.service'])
  })

  test('hundreds that fail: all counted, the first told', async () => {
    const { table, read } = services()
    const names = Array.from({ length: 300 }, (_, i) => `unit${i}.service`)
    table[LIST] = names.map(name => `${name} loaded failed failed X\n`).join('')
    table[show(...names.slice(0, 32))] = names
      .slice(0, 32)
      .map(name => properties(name, '03:00:00'))
      .join('\n')
    const { values, events, facts } = await read()
    expect(values).toEqual([300])
    expect(events).toHaveLength(32)
    expect(String(facts![0]!.facts['failed']).length).toBeLessThanOrEqual(1_000)
  })

  test('nothing failed: no second program is started', async () => {
    const { fail, read, commands } = services()
    fail()
    expect((await read()).values).toEqual([0])
    expect(commands.ran).toEqual([LIST])
  })

  test('a machine without systemd: absent, and no program is started', async () => {
    const { source, commands } = services(fakeParts(), {})
    expect(await source.read({ now: 0, up: 0 }, AbortSignal.timeout(1_000))).toHaveProperty('absent')
    expect(commands.ran).toEqual([])
  })

  test.each<[string, CommandResult, string]>([
    ['hangs', { kind: 'late' }, 'systemctl: late'],
    ['may not be started', { kind: 'denied' }, 'systemctl: denied'],
    [
      'cannot reach the manager',
      { kind: 'done', code: 1, stdout: '', stderr: 'Failed to connect to bus: No such file or directory\n' },
      'systemctl: Failed to connect to bus: No such file or directory',
    ],
  ])('systemctl %s: failed', async (_name, result, message) => {
    const { source, table } = services()
    table[LIST] = result
    await expect(source.read({ now: 0, up: 0 }, AbortSignal.timeout(1_000))).rejects.toThrow(message)
  })
})
