import { systemClock } from '@forewarn/shared/clock.ts'
import { DEFAULT_AGENT_CONFIG } from '@forewarn/shared/protocol.ts'
import fc from 'fast-check'
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { describe, expect, test } from 'vitest'

import type { SourceReading } from '../sampler/source.ts'
import { fakeFiles } from '../testing/fake-files.ts'
import { hostileText } from '../testing/hostile-text.ts'
import { answerTo, startNameServer, type Answering } from '../testing/name-server.ts'
import { fakeParts } from '../testing/source-parts.ts'
import { placeOf } from './collector-place.ts'
import { createDnsSource } from './dns.ts'
import { addressInHosts, resolveWith } from './lookup.ts'

const ADDRESS = Buffer.from([192, 0, 2, 7])
const NEVER = new AbortController().signal

/** Asks a name server of this test's own, with a short patience. */
async function against(answering: Answering) {
  const server = await startNameServer(answering)
  const resolve = resolveWith(() => {
    const resolver = new Resolver({ timeout: 200, tries: 2, maxTimeout: 200 })
    resolver.setServers([server.address])
    return resolver
  })
  const parts = fakeParts({
    clock: systemClock,
    link: () => ({ address: 'wss://collector.example', clockOffsetMs: null, roundTripMs: null }),
  })
  const source = createDnsSource(parts, resolve)
  const { values } = (await source.read({ now: 0, up: 0 }, NEVER)) as SourceReading
  return { values, asked: server.asked, resolve }
}

describe('looking up a name', () => {
  test('answered: success and how long it took', async () => {
    const { values, resolve } = await against((_type, query) => answerTo(query, [ADDRESS]))
    expect(values[0]).toBe(1)
    expect(values[1]).toBeGreaterThan(0)
    expect(values[1]).toBeLessThan(0.2)
    expect(await resolve('collector.example', NEVER)).toEqual(['192.0.2.7'])
  })

  test('a name with an IPv6 address only', async () => {
    const { values, asked } = await against((type, query) => answerTo(query, type === 28 ? [Buffer.alloc(16, 1)] : []))
    expect([values[0], asked]).toEqual([1, [1, 28]])
  })

  test.each<[string, Answering]>([
    ['no such name', (_type, query) => answerTo(query, [], 3)],
    ['a server that fails', (_type, query) => answerTo(query, [], 2)],
    ['a server that refuses', (_type, query) => answerTo(query, [], 5)],
    ['no address of either kind', (_type, query) => answerTo(query, [])],
    ['a filter’s address of nowhere', (_type, query) => answerTo(query, [Buffer.alloc(4)])],
    ['garbage', () => Buffer.from('this is no answer at all, and longer than a header')],
    ['half an answer', (_type, query) => answerTo(query, [ADDRESS]).subarray(0, -2)],
    [
      'the answer to another question',
      (_type, query) => {
        const answer = answerTo(query, [ADDRESS])
        answer.writeUInt16BE((answer.readUInt16BE(0) + 1) & 0xffff, 0)
        return answer
      },
    ],
    ['silence', () => null],
  ])('%s is no success and has no duration', async (_name, answering) => {
    expect((await against(answering)).values).toEqual([0, null])
  })

  test('is given up when the reading is cut', async () => {
    const server = await startNameServer(() => null)
    const resolve = resolveWith(() => {
      const resolver = new Resolver({ timeout: 60_000, tries: 1 })
      resolver.setServers([server.address])
      return resolver
    })
    const cut = new AbortController()
    const looking = resolve('collector.example', cut.signal)
    cut.abort()
    await expect(looking).rejects.toThrow('ECANCELLED')
  })

  test('nothing that answers breaks it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async bytes => {
        const server = await startNameServer((_type, query) => Buffer.concat([query.subarray(0, 2), bytes]))
        const resolve = resolveWith(() => {
          const resolver = new Resolver({ timeout: 20, tries: 1, maxTimeout: 20 })
          resolver.setServers([server.address])
          return resolver
        })
        const found = await resolve('collector.example', NEVER).catch(() => [])
        for (const address of found) expect(isIP(address)).toBeGreaterThan(0)
      }),
      { numRuns: 20 },
    )
  })
})

describe('which name', () => {
  const peer = (host: string) => ({ name: host, host, port: 443 })
  const asked = async (address: string, peers: string[], hosts = '') => {
    const names: string[] = []
    const parts = fakeParts({
      files: fakeFiles({ '/etc/hosts': hosts }),
      config: () => ({ ...DEFAULT_AGENT_CONFIG, peers: peers.map(peer) }),
      link: () => ({ address, clockOffsetMs: null, roundTripMs: null }),
    })
    const resolve = async (name: string) => (names.push(name), ['192.0.2.7'])
    const answer = await createDnsSource(parts, resolve).read({ now: 0, up: 0 }, NEVER)
    return 'absent' in answer ? 'absent' : names
  }

  test.each([
    ['the collector’s', 'wss://collector.example:7700', ['room.example'], '', ['collector.example']],
    ['else the first peer’s that has one', 'wss://192.0.2.7', ['192.0.2.8', 'room.example'], '', ['room.example']],
    [
      'none that the hosts file knows',
      'ws://localhost:7700',
      ['room.example'],
      '127.0.0.1 localhost',
      ['room.example'],
    ],
    ['none at all', 'wss://[2001:db8::7]:7700', ['192.0.2.8'], '', 'absent'],
  ])('%s', async (_name, address, peers, hosts, expected) => {
    expect(await asked(address, peers, hosts)).toEqual(expected)
  })
})

test.each([
  ['wss://collector.example', { address: 'collector.example', port: 443 }],
  ['ws://192.0.2.7', { address: '192.0.2.7', port: 80 }],
  ['wss://[2001:db8::7]:7700', { address: '2001:db8::7', port: 7700 }],
])('the collector at %s', (address, expected) => {
  expect(placeOf(address)).toEqual(expected)
})

test.each([
  ['127.0.0.1 localhost\n192.0.2.7\tcollector.example collector # here', 'COLLECTOR', '192.0.2.7'],
  ['::1 localhost ip6-localhost', 'ip6-localhost', '::1'],
  ['# 192.0.2.7 collector', 'collector', null],
  ['not-an-address collector', 'collector', null],
  ['192.0.2.7 collector.example', 'collector', null],
  ['', 'collector', null],
])('in the hosts file %j, %s', (hosts, name, expected) => {
  expect(addressInHosts(hosts, name)).toBe(expected)
})

test('no hosts file breaks the reading of it', () => {
  const text = hostileText('127.0.0.1', '::1', 'name', 'NAME', '\t', '#', '999.1.1.1')
  fc.assert(
    fc.property(text, fc.constantFrom('name', '', '#', '::1'), (hosts, name) => {
      const address = addressInHosts(hosts, name)
      expect(address === null || isIP(address) !== 0).toBe(true)
    }),
  )
})
