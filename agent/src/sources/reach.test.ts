import { DEFAULT_AGENT_CONFIG, type AgentConfig } from '@forewarn/shared/protocol.ts'
import fc from 'fast-check'
import { once } from 'node:events'
import { isIP } from 'node:net'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

import type { SourceReading } from '../sampler/source.ts'
import { fakeCommands } from '../testing/fake-commands.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { hostileText } from '../testing/hostile-text.ts'
import { fakeParts } from '../testing/source-parts.ts'
import { createReachSource } from './reach.ts'
import type { Ask, Place } from './reach/ask.ts'
import { createConnect } from './reach/connect.ts'
import { figuresOf, type Answers } from './reach/figures.ts'
import { parseRoutes4, parseRoutes6 } from './reach/gateway.ts'
import { createPing, parsePing } from './reach/ping.ts'

const NEVER = new AbortController().signal
const ALL: Answers = [1, 2, 1, 2, 1]
const NONE: Answers = [null, null, null, null, null]

describe('round trip, loss and jitter', () => {
  test.each<[string, Answers, unknown]>([
    ['five even answers', [2, 2, 2, 2, 2], [0.002, 0, 0]],
    ['one late answer moves the jitter, not the round trip', [1, 1, 101, 1, 1], [0.001, 0, 0.05]],
    ['two lost', [1, null, 3, null, 5], [0.003, 0.4, 0.002]],
    ['an even number of answers', [1, 2, 3, null, 10], [0.0025, 0.2, 0.003]],
    ['a single answer has no jitter', [null, null, 4, null, null], [0.004, 0.8, null]],
    ['nothing came back', NONE, [null, 1, null]],
    ['nothing was asked', [], [null, null, null]],
  ])('%s', (_name, answers, expected) => {
    expect(figuresOf(answers)).toEqual(expected)
  })
})

describe('the gateway', () => {
  const HEAD = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n'
  const route = (gateway: string, metric = 0, flags = '0003', destination = '00000000', mask = '00000000') =>
    `eth0\t${destination}\t${gateway}\t${flags}\t0\t0\t${metric}\t${mask}\t0\t0\t0   \n`

  test.each([
    ['the default route’s', route('0102A8C0'), '192.168.2.1'],
    ['the cheaper one of two', route('0102A8C0', 600) + route('FE00000A', 100), '10.0.0.254'],
    [
      'no network’s own route',
      route('00000000', 0, '0001') + route('0102A8C0', 0, '0003', '0002A8C0', '00FFFFFF'),
      null,
    ],
    ['none that leads out over a modem without one', route('00000000', 0, '0003'), null],
    ['none that is down', route('0102A8C0', 0, '0002'), null],
    [
      'half a network is not everything (a VPN’s 0.0.0.0/1)',
      route('0102A8C0', 0, '0003', '00000000', '00000080'),
      null,
    ],
    ['nothing', '', null],
  ])('%s', (_name, lines, expected) => {
    expect(parseRoutes4(HEAD + lines)).toBe(expected)
  })

  const ZERO = '0'.repeat(32)
  const LOCAL = 'fe80000000000000021122fffe334455'
  const route6 = (hop: string, metric = '00000400', flags = '00000003', device = 'eth0', length = '00') =>
    `${ZERO} ${length} ${ZERO} 00 ${hop} ${metric} 00000001 00000000 ${flags} ${device.padStart(8)}\n`

  test.each([
    ['a global one', route6('20010db8000000000000000000000001'), '2001:0db8:0000:0000:0000:0000:0000:0001'],
    ['a link-local one with its interface', route6(LOCAL), 'fe80:0000:0000:0000:0211:22ff:fe33:4455%eth0'],
    [
      'the cheaper one',
      route6(LOCAL, '00000400') + route6(LOCAL, '00000100', '00000003', 'wlan0'),
      'fe80:0000:0000:0000:0211:22ff:fe33:4455%wlan0',
    ],
    ['none that rejects everything', route6(ZERO, 'ffffffff', '00200200', 'lo'), null],
    ['an interface that is none', route6(LOCAL, '00000400', '00000003', 'a;b'), null],
    ['nothing', '', null],
  ])('of IPv6: %s', (_name, lines, expected) => {
    expect(parseRoutes6(lines)).toBe(expected)
    if (expected !== null) expect(isIP(expected)).toBe(6)
  })
})

describe('what ping prints', () => {
  const answer = (sequence: number, time: string) =>
    `64 bytes from 192.0.2.1: icmp_seq=${sequence} ttl=64 time=${time} ms\n`
  const HEAD = 'PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.\n'

  test.each<[string, string, string, Answers | null]>([
    ['all answered', HEAD + [1, 2, 3, 4, 5].map(i => answer(i, `0.${i}`)).join(''), '', [0.1, 0.2, 0.3, 0.4, 0.5]],
    ['some lost, in any order', HEAD + answer(5, '7') + answer(2, '12.5'), '', [null, 12.5, null, null, 7]],
    [
      'one answered twice',
      HEAD + answer(1, '1') + answer(1, '90').replace(' ms', ' ms (DUP!)'),
      '',
      [1, null, null, null, null],
    ],
    [
      'all lost',
      `${HEAD}\n--- 192.0.2.1 ping statistics ---\n5 packets transmitted, 0 received, 100% packet loss\n`,
      '',
      NONE,
    ],
    ['a router says there is nobody', `${HEAD}From 192.0.2.9 icmp_seq=1 Destination Host Unreachable\n`, '', NONE],
    ['no way there', '', 'ping: connect: Network is unreachable\n', NONE],
    [
      'BusyBox counts from zero',
      `PING h (192.0.2.1): 56 data bytes\n64 bytes from 192.0.2.1: seq=0 ttl=64 time=0.5 ms\n64 bytes from 192.0.2.1: seq=4 ttl=64 time=0.9 ms\n`,
      '',
      [0.5, null, null, null, 0.9],
    ],
    ['more than was asked', HEAD + answer(6, '1') + answer(99_999, '1'), '', NONE],
    ['not permitted', '', 'ping: socket: Operation not permitted\n', null],
    ['an option it does not know', '', "ping: invalid option -- 'i'\nUsage: ping\n", null],
    ['nothing', '', '', null],
  ])('%s', (_name, stdout, stderr, expected) => {
    expect(parsePing(stdout, stderr)).toEqual(expected)
  })

  test('where it cannot be used it is not started again within the hour', async () => {
    const commands = fakeCommands({})
    const ping = createPing(commands)
    const place = { address: '192.0.2.1', port: 80 }
    for (const up of [0, 60_000, 3_500_000, 3_600_000]) expect(await ping.ask(place, { now: 0, up }, NEVER)).toBeNull()
    expect(commands.ran).toHaveLength(2)
  })
})

describe('asking by TCP', () => {
  const connect = createConnect({ precise: () => performance.now() }, { apartMs: 1, waitMs: 300 })
  const ask = (port: number, address = '127.0.0.1') => connect.ask({ address, port }, { now: 0, up: 0 }, NEVER)

  async function listen(): Promise<{ port: number; taken: () => number; close: () => Promise<void> }> {
    let taken = 0
    const server = createServer(socket => {
      taken++
      socket.on('error', () => undefined).resume()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const close = async (): Promise<void> => {
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    }
    onTestFinished(close)
    return { port: (server.address() as AddressInfo).port, taken: () => taken, close }
  }

  test('a service that takes the connection answers, and is left in peace at once', async () => {
    const { port, taken, close } = await listen()
    const answers = (await ask(port))!
    expect(answers).toHaveLength(5)
    for (const time of answers) expect(time).toBeLessThan(300)
    await vi.waitFor(() => expect(taken()).toBe(5))
    // It closes only when nobody is connected any more.
    await close()
  })

  test('a refusal is an answer', async () => {
    const { port, close } = await listen()
    await close()
    expect(figuresOf((await ask(port))!)[1]).toBe(0)
  })

  test('no way there is none', async () => {
    // Nothing is sent there by TCP: the kernel refuses to.
    expect(await ask(9, '255.255.255.255')).toEqual(NONE)
  })

  test('a reading that is cut ends at once', async () => {
    const cut = AbortSignal.abort()
    expect(await connect.ask({ address: '127.0.0.1', port: 9 }, { now: 0, up: 0 }, cut)).toEqual([])
  })
})

describe('reach', () => {
  const ROUTES = 'head\neth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n'
  const PEERS = [
    { name: 'Room 2', host: '192.0.2.20', port: 8443 },
    { name: '云课堂', host: 'cloud.example', port: 443 },
  ]

  function surroundings(
    given: { config?: Partial<AgentConfig>; files?: Record<string, string>; roundTripMs?: number | null } = {},
  ) {
    const answers = new Map<string, Answers | null>()
    const asked: string[] = []
    const way = (name: Ask['name']): Ask => ({
      name,
      async ask({ address, port }: Place) {
        asked.push(`${name} ${address}${name === 'tcp' ? `:${port}` : ''}`)
        return answers.get(`${name} ${address}`) ?? (answers.has(`${name} ${address}`) ? null : ALL)
      },
    })
    const lookups: string[] = []
    const names = new Map([['cloud.example', '192.0.2.30']])
    let roundTripMs = given.roundTripMs ?? null
    const parts = fakeParts({
      files: fakeFiles(given.files ?? { '/proc/net/route': ROUTES }),
      config: () => ({ ...DEFAULT_AGENT_CONFIG, peers: PEERS, ...given.config }),
      link: () => ({ address: 'wss://192.0.2.7:7700', clockOffsetMs: 3_600_000, roundTripMs }),
    })
    const source = createReachSource(parts, {
      icmp: way('icmp'),
      tcp: way('tcp'),
      resolve: async name => {
        lookups.push(name)
        const address = names.get(name)
        if (address === undefined) throw new Error('no such name')
        return [address]
      },
    })
    let up = 0
    return {
      answers,
      names,
      lookups,
      setRoundTrip: (ms: number | null): void => void (roundTripMs = ms),
      /** One round: by target what was read, and whom it asked how. */
      async round(now = 0) {
        asked.length = 0
        const { series, values, facts } = (await source.read({ now, up }, NEVER)) as SourceReading
        up += 60_000
        const of: Record<string, unknown[]> = {}
        for (const [i, [, attributes]] of series.entries()) (of[attributes!['forewarn.target']!] ??= []).push(values[i])
        return { of, asked: [...asked], facts: facts![0]!.facts }
      },
    }
  }

  test('gateway and collector are asked by ICMP, peers by TCP at their port, names where servers know them', async () => {
    const { round } = surroundings()
    const { of, asked, facts } = await round()
    expect(asked.toSorted()).toEqual([
      'icmp 192.0.2.7',
      'icmp 192.168.2.1',
      'tcp 192.0.2.20:8443',
      'tcp 192.0.2.30:443',
    ])
    expect(of).toEqual({
      gateway: [0.001, 0, 0.001],
      collector: [0.001, 0, 0.001],
      'Room 2': [0.001, 0, 0.001],
      云课堂: [0.001, 0, 0.001],
    })
    expect(facts).toEqual({ gateway: 'icmp', collector: 'icmp', 'Room 2': 'tcp', 云课堂: 'tcp' })
  })

  test('where one way is silent the other is tried, and stays the first', async () => {
    const { round, answers } = surroundings()
    answers.set('icmp 192.168.2.1', NONE)
    answers.set('tcp 192.0.2.20', NONE)
    expect((await round()).facts).toMatchObject({ gateway: 'tcp', 'Room 2': 'icmp' })
    const { asked, of } = await round()
    expect(asked).not.toContain('icmp 192.168.2.1')
    expect(asked).not.toContain('tcp 192.0.2.20:8443')
    expect(of).toMatchObject({ gateway: [0.001, 0, 0.001], 'Room 2': [0.001, 0, 0.001] })
  })

  test('a peer that is silent every way is lost whole', async () => {
    const { round, answers } = surroundings()
    for (const way of ['icmp', 'tcp']) answers.set(`${way} 192.0.2.20`, NONE)
    const { of, facts } = await round()
    expect(of['Room 2']).toEqual([null, 1, null])
    expect(facts).toMatchObject({ 'Room 2': 'none' })
  })

  test('a gateway that never answers says nothing; one that did and stops is lost', async () => {
    const { round, answers } = surroundings()
    for (const way of ['icmp', 'tcp']) answers.set(`${way} 192.168.2.1`, NONE)
    expect((await round()).of['gateway']).toEqual([null, null, null])
    answers.set('icmp 192.168.2.1', ALL)
    expect((await round()).of['gateway']).toEqual([0.001, 0, 0.001])
    answers.set('icmp 192.168.2.1', NONE)
    expect((await round()).of['gateway']).toEqual([null, 1, null])
  })

  test('where this machine cannot ask at all there is no loss', async () => {
    const { round, answers } = surroundings({ config: { peers: PEERS.slice(0, 1) } })
    for (const way of ['icmp', 'tcp']) answers.set(`${way} 192.0.2.20`, null)
    expect((await round()).of['Room 2']).toEqual([null, null, null])
  })

  test('while the link is up its pings tell the round trip, and the collector is asked every fifth time', async () => {
    const { round, setRoundTrip, answers } = surroundings({ roundTripMs: 42, config: { peers: [] } })
    const rounds = [await round(), await round(), await round(), await round(), await round(), await round()]
    expect(rounds.map(({ of }) => of['collector'])).toEqual([
      [0.042, 0, 0.001],
      ...Array.from({ length: 4 }, () => [0.042, null, null]),
      [0.042, 0, 0.001],
    ])
    setRoundTrip(null)
    for (const way of ['icmp', 'tcp']) answers.set(`${way} 192.0.2.7`, NONE)
    const { of, asked } = await round()
    expect(of['collector']).toEqual([null, 1, null])
    expect(asked).toContain('tcp 192.0.2.7:7700')
  })

  test('peers are asked in lessons only, by the collector’s time', async () => {
    const { round } = surroundings({ config: { classHours: [[10_000_000, 12_000_000]] } })
    expect(Object.keys((await round(6_399_999)).of)).toEqual(['gateway', 'collector'])
    expect(Object.keys((await round(6_400_000)).of)).toEqual(['gateway', 'collector', 'Room 2', '云课堂'])
    expect(Object.keys((await round(8_400_000)).of)).toEqual(['gateway', 'collector'])
  })

  test('a name is looked up every five minutes; one that nobody knows is out of reach', async () => {
    const { round, lookups, names } = surroundings()
    for (let i = 0; i < 6; i++) await round()
    expect(lookups).toHaveLength(2)
    names.clear()
    for (let i = 0; i < 4; i++) await round()
    expect((await round()).of['云课堂']).toEqual([null, 1, null])
  })

  test('a name in the hosts file is not looked up', async () => {
    const hosts = { '/etc/hosts': '# own\n192.0.2.99 x Cloud.Example # ours\n' }
    const { round, lookups } = surroundings({ files: hosts })
    expect((await round()).asked).toContain('tcp 192.0.2.99:443')
    expect(lookups).toEqual([])
  })

  test('without a gateway the others are asked; a peer called like one of ours is none', async () => {
    const peers = [{ name: 'collector', host: '192.0.2.50', port: 1 }, PEERS[0]!, { ...PEERS[0]!, host: '192.0.2.51' }]
    const { round } = surroundings({ files: {}, config: { peers } })
    const { of, asked } = await round()
    expect(Object.keys(of)).toEqual(['collector', 'Room 2'])
    expect(asked).toHaveLength(2)
  })
})

test('no text breaks the parsers, and what they take is in range', () => {
  const text = hostileText(
    'icmp_seq=1',
    'time=',
    '5 ms',
    'PING',
    'seq=0',
    '00000000',
    '0003',
    '0102A8C0',
    'f'.repeat(32),
  )
  fc.assert(
    fc.property(text, hostile => {
      for (const value of figuresOf(parsePing(hostile, '') ?? [])) expect(value === null || value >= 0).toBe(true)
      const four = parseRoutes4(hostile)
      expect(four === null || isIP(four) === 4).toBe(true)
      const six = parseRoutes6(hostile)
      expect(six === null || isIP(six) === 6).toBe(true)
    }),
    { numRuns: 200 },
  )
})
