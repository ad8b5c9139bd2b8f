import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { fakeFiles } from '../testing/fake-files.ts'
import { hostileText } from '../testing/hostile-text.ts'
import { askSource, readSource } from '../testing/read-source.ts'
import { linkUp, parseSpeed } from './links.ts'
import { createNetworkSource, parseNetDev } from './network.ts'

const HEAD = 'Inter-|   Receive  |  Transmit\n face |bytes packets |bytes\n'
const line = (name: string, first = 1) => `${name}:${Array.from({ length: 16 }, (_, i) => ` ${first + i}`).join('')}\n`

describe('counters', () => {
  test('bytes, errors and drops by direction', () => {
    expect(parseNetDev(`${HEAD}${line('  eth0', 100)}`)).toEqual([
      {
        name: 'eth0',
        receive: { bytes: 100, errors: 102, dropped: 103 },
        transmit: { bytes: 108, errors: 110, dropped: 111 },
      },
    ])
  })

  test('an alias with a colon in its name, and lines that are none', () => {
    expect(parseNetDev(`${HEAD}${line('eth0:1')}eth2: 1 2 3\n: 1\n\n`).map(({ name }) => name)).toEqual(['eth0:1'])
  })

  test('physical interfaces only; one that appears later joins', async () => {
    const table = {
      '/proc/net/dev': HEAD + line('lo') + line('docker0') + line('eth0'),
      '/sys/class/net/eth0/device/vendor': '',
      '/sys/class/net/wlan0/device/vendor': '',
    }
    const source = createNetworkSource(fakeFiles(table))
    expect(Object.keys(await readSource(source)).filter(key => key.startsWith('system.network.io'))).toEqual([
      'system.network.io eth0 receive',
      'system.network.io eth0 transmit',
    ])
    table['/proc/net/dev'] += line('wlan0')
    expect(Object.keys(await readSource(source)).filter(key => key.includes('wlan0'))).toHaveLength(9)
  })

  test('inside a container, where no interface has hardware, the ones that are not made up', async () => {
    const source = createNetworkSource(fakeFiles({ '/proc/net/dev': HEAD + line('lo') + line('veth1') + line('eth0') }))
    expect(Object.keys(await readSource(source)).every(key => key.includes('eth0'))).toBe(true)
  })

  test.each([
    ['no /proc', {}],
    ['only loopback', { '/proc/net/dev': HEAD + line('lo') }],
  ])('%s: absent', (_name, table) => {
    expect(createNetworkSource(fakeFiles(table)).read({ now: 0, up: 0 }, AbortSignal.abort())).toHaveProperty('absent')
  })

  test('the only card pulled out is nothing to read, not absent, so that it is seen as soon as it is back', async () => {
    const table = { '/proc/net/dev': HEAD + line('eth0'), '/sys/class/net/eth0/device/vendor': '' }
    const source = createNetworkSource(fakeFiles(table))
    await readSource(source)
    table['/proc/net/dev'] = HEAD
    expect(await readSource(source)).toEqual({})
    table['/proc/net/dev'] = HEAD + line('eth0')
    expect(Object.keys(await readSource(source))).toHaveLength(9)
  })
})

describe('links', () => {
  test.each([
    ['up\n', '1', 1],
    ['down\n', '1', 0],
    ['lowerlayerdown\n', null, 0],
    ['dormant\n', '1', 0],
    ['unknown\n', '1\n', 1],
    ['unknown\n', '0\n', 0],
    ['unknown\n', null, null],
    ['testing\n', '1', null],
    ['', '1', null],
    [null, '1', null],
  ])('operstate %j with carrier %j is %j', (operstate, carrier, expected) => {
    expect(linkUp(operstate, () => carrier)).toBe(expected)
  })

  test.each([
    ['1000\n', 125_000_000],
    ['10\n', 1_250_000],
    ['-1\n', null],
    ['0\n', null],
    ['65535\n', null],
    ['4294967295\n', null],
    ['', null],
    ['fast', null],
    [null, null],
  ])('a speed of %j is %j bytes a second', (text, expected) => {
    expect(parseSpeed(text)).toBe(expected)
  })

  function machine() {
    const table: Record<string, string> = {
      '/proc/net/dev': HEAD + line('eth0'),
      '/sys/class/net/eth0/device/vendor': '',
      '/sys/class/net/eth0/operstate': 'up\n',
      '/sys/class/net/eth0/carrier_changes': '2\n',
      '/sys/class/net/eth0/speed': '1000\n',
    }
    const source = createNetworkSource(fakeFiles(table))
    let up = 0
    return { table, ask: (after = 10_000) => askSource(source, (up += after)) }
  }

  test('up with its speed and its changes', async () => {
    const { ask } = machine()
    const { values, events } = await ask()
    expect(values).toMatchObject({
      'hw.network.up eth0': 1,
      'hw.network.bandwidth.limit eth0': 125_000_000,
      'forewarn.network.carrier.changes eth0': 2,
    })
    expect(events).toEqual([])
  })

  test('a cable pulled out and put back: an event each, and no speed without a link', async () => {
    const { table, ask } = machine()
    await ask()
    table['/sys/class/net/eth0/operstate'] = 'down\n'
    const down = await ask()
    expect(down.values).toMatchObject({ 'hw.network.up eth0': 0, 'hw.network.bandwidth.limit eth0': null })
    expect(down.events).toEqual([{ name: 'network.link-down', severity: 'warning', attributes: { interface: 'eth0' } }])
    expect((await ask()).events).toEqual([])
    table['/sys/class/net/eth0/operstate'] = 'up\n'
    table['/sys/class/net/eth0/speed'] = '100\n'
    const up = await ask()
    expect(up.values['hw.network.bandwidth.limit eth0']).toBe(12_500_000)
    expect(up.events).toEqual([{ name: 'network.link-up', severity: 'info', attributes: { interface: 'eth0' } }])
  })

  test('the speed of a link that stays up is asked once a minute', async () => {
    const { table, ask } = machine()
    await ask()
    table['/sys/class/net/eth0/speed'] = '100\n'
    expect((await ask()).values['hw.network.bandwidth.limit eth0']).toBe(125_000_000)
    expect((await ask(60_000)).values['hw.network.bandwidth.limit eth0']).toBe(12_500_000)
  })

  test('an interface whose files vanish mid-read is null and no event; back, it is no event either', async () => {
    const { table, ask } = machine()
    await ask()
    const { '/sys/class/net/eth0/operstate': operstate, ...rest } = table
    for (const path of Object.keys(table)) if (path.startsWith('/sys/class/net/eth0/o')) delete table[path]
    delete table['/sys/class/net/eth0/carrier_changes']
    const gone = await ask()
    expect(gone.values).toMatchObject({ 'hw.network.up eth0': null, 'forewarn.network.carrier.changes eth0': null })
    expect(gone.events).toEqual([])
    Object.assign(table, rest, { '/sys/class/net/eth0/operstate': operstate })
    expect((await ask()).events).toEqual([])
  })
})

test('no text breaks the parsers', () => {
  const text = hostileText('eth0:', 'up', 'unknown', '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16')
  fc.assert(
    fc.property(text, text => {
      parseNetDev(text)
      const speed = parseSpeed(text)
      expect(speed === null || speed > 0).toBe(true)
      expect([0, 1, null]).toContain(linkUp(text, () => text))
    }),
    { numRuns: 200 },
  )
})
