import { DEFAULT_AGENT_CONFIG, type AgentConfig, type CollectorMessage, type Hello } from '@forewarn/shared/protocol.ts'
import type { EventBody } from '@forewarn/shared/record.ts'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

import type { Identity } from '../identity.ts'
import { createSpool } from '../spool/spool.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { startStubCollector, welcome } from '../testing/stub-collector.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openSocket } from './socket.ts'
import { createUplink } from './uplink.ts'

const MINUTE = 60_000

type Stub = Awaited<ReturnType<typeof startStubCollector>>
type StubOptions = Parameters<typeof startStubCollector>[0]

const event = (id: number, padding = 0): EventBody => ({
  name: 'test.event',
  severity: 'info',
  attributes: { id, padding: 'x'.repeat(padding) },
})

/** A spool and an uplink that tries again at once, towards a stub. Time stands still unless a test moves it. */
async function set(options: StubOptions & { device?: Partial<Identity>; facts?: string[] } = {}) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const stub = await startStubCollector(options)
  onTestFinished(() => stub.close())
  const clock = createFakeClock()
  const identity: Identity = {
    device: 'device-a',
    key: 'key-a',
    epoch: 3,
    address: stub.address,
    fingerprint: null,
    authority: null,
    ...options.device,
  }
  const lines: string[] = []
  const note = (message: string, fields?: object) => void lines.push(`${message} ${JSON.stringify(fields)}`)
  const configs: AgentConfig[] = []
  const spool = createSpool({
    folder: temporaryFolder(),
    capBytes: 16 << 20,
    owner: { device: identity.device, epoch: identity.epoch, facts: ['mac:aa'] },
    boot: 'boot-1',
    clock,
    onDurable: () => uplink.wake(false),
  })
  const uplink = createUplink({
    identity,
    address: identity.address,
    spool,
    clock,
    log: { debug: note, info: note, warn: note, error: note },
    agentVersion: '1.2.3',
    hardware: ['mac:aa'],
    open: openSocket,
    random: () => 0,
    onConfig: config => configs.push(config),
  })
  onTestFinished(async () => {
    uplink.wake(false)
    const stopped = uplink.stop()
    await vi.advanceTimersByTimeAsync(3_000)
    await stopped
    spool.close()
  })
  const at = () => ({ now: clock.now(), up: clock.up() })
  return {
    stub,
    clock,
    spool,
    uplink,
    lines,
    configs,
    event: (id: number, padding = 0) => spool.append('e', event(id, padding), at()),
    sample: (id: number, source = 'test') =>
      spool.append('s', [[spool.layoutId({ source, series: [['test.id']] }), id]], at()),
    ids: () => idsOf(stub),
    /** Lets time pass for the clock, then for the timers. */
    async pass(ms: number) {
      clock.advance(ms)
      await vi.advanceTimersByTimeAsync(ms)
    },
    async online() {
      uplink.start()
      await until(() => uplink.status().state === 'online')
    },
  }
}

/** Turns the event loop, timers that are due included, until the condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn()
}

async function turn(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1)
  await new Promise(resolve => setImmediate(resolve))
}

/** Gives what might wrongly happen the time to happen. */
async function quiet(): Promise<void> {
  for (let i = 0; i < 50; i++) await turn()
}

function idsOf(stub: Stub): number[] {
  return stub.arrivals.flatMap(({ record }) => {
    if (record[1] === 'e') return [record[4].attributes['id'] as number]
    return record[1] === 's' ? [record[4][0]![1]!] : []
  })
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

describe('a connection', () => {
  test('greets with who it is, where its spool stands and what it runs on', async () => {
    const { stub, event, online, spool, clock } = await set()
    await event(1)
    await online()
    const [hello] = stub.hellos
    expect(hello).toEqual({
      type: 'hello',
      version: 1,
      device: 'device-a',
      key: 'key-a',
      agent: '1.2.3',
      epoch: 3,
      next: 2,
      runs: [{ id: spool.position().runs[0]!.id, first: 1, boot: 'boot-1' }],
      at: clock.now(),
      up: clock.up(),
      hardware: ['mac:aa'],
      waiting: 1,
    })
  })

  test('brings what waits and forgets it when it is acknowledged', async () => {
    const { stub, event, online, spool, uplink, ids } = await set()
    for (const id of [1, 2, 3]) await event(id)
    await online()
    await until(() => spool.status().records === 0)
    expect(ids()).toEqual([1, 2, 3])
    expect(stub.arrivals.every(({ epoch }) => epoch === 3)).toBe(true)
    expect(uplink.status()).toMatchObject({ state: 'online', healthy: true })
    expect(uplink.status().lastAckAt).not.toBeNull()
  })

  test('declares a layout once before its first use, and again on the next connection', async () => {
    const { stub, sample, clock, online, spool } = await set()
    await online()
    for (const id of [1, 2, 3]) {
      clock.advance(3_000)
      await sample(id)
    }
    await until(() => spool.status().records === 0)
    expect(stub.layouts).toHaveLength(1)
    stub.peers[0]!.drop()
    await until(() => stub.hellos.length === 2)
    clock.advance(3_000)
    await sample(4)
    await until(() => spool.status().records === 0)
    expect(stub.layouts).toHaveLength(2)
    expect(stub.layouts[0]).toEqual({ type: 'layout', id: 1, source: 'test', series: [['test.id']] })
  })

  test('makes another one before it has declared more layouts than it may', async () => {
    const { stub, sample, clock, online, spool, uplink, ids } = await set()
    await online()
    for (const id of upTo(150)) {
      clock.advance(3_000)
      await sample(id, `source-${id}`)
      uplink.wake(true)
      await turn()
    }
    await until(() => spool.status().records === 0)
    expect(stub.hellos.length).toBeGreaterThan(1)
    expect(new Set(ids()).size).toBe(150)
  })

  test('hands on the cadence the collector wishes', async () => {
    const config = { ...DEFAULT_AGENT_CONFIG, sampleIntervalMs: 5_000, batchIntervalMs: 7_000 }
    const { stub, online, configs } = await set({
      welcome: hello => ({ ...welcome(hello), config }) as CollectorMessage,
    })
    await online()
    stub.peers[0]!.send({ type: 'config', config: { ...config, sampleIntervalMs: 2_000 } })
    await until(() => configs.length === 2)
    expect(configs.map(({ sampleIntervalMs }) => sampleIntervalMs)).toEqual([5_000, 2_000])
  })
})

describe('when records travel', () => {
  test('in the first half minute at once, later in batches, at once again when urgent', async () => {
    const { stub, sample, pass, online, uplink, ids } = await set()
    await online()
    await sample(1)
    await until(() => ids().length === 1)
    await pass(31_000)
    for (const id of [2, 3, 4]) {
      await pass(10_000)
      await sample(id)
    }
    await quiet()
    expect(ids()).toEqual([1])
    await pass(MINUTE - 20_000)
    await until(() => ids().length === 4)
    expect(stub.batches()).toBe(2)
    await sample(5)
    await quiet()
    expect(ids()).toHaveLength(4)
    uplink.wake(true)
    await until(() => ids().length === 5)
  })

  test('at once while somebody looks, and no longer', async () => {
    const { stub, sample, pass, online, ids } = await set()
    await online()
    await pass(31_000)
    stub.peers[0]!.send({ type: 'live', forMs: 30_000 })
    await quiet()
    await sample(1)
    await until(() => ids().length === 1)
    await pass(31_000)
    await sample(2)
    await quiet()
    expect(ids()).toEqual([1])
  })

  test('live ones do not wait behind a backlog, which arrives complete in small pieces', async () => {
    const { stub, event, clock, online, spool, ids } = await set()
    for (const id of upTo(600)) await event(id, 500)
    clock.advance(10 * MINUTE)
    for (const id of upTo(603, 601)) await event(id)
    await online()
    await event(604)
    await until(() => spool.status().records === 0)
    const live = stub.arrivals.filter(({ lane }) => lane === 'live').map(({ record }) => record[0])
    expect(live).toEqual(upTo(604, 601))
    expect(ids().slice(0, 3)).toEqual([601, 602, 603])
    expect(ids().toSorted((a, b) => a - b)).toEqual(upTo(604))
    expect(ids().indexOf(604)).toBeLessThan(604 - 100)
  })

  test('no more is under way than a slow collector can bear', async () => {
    const { stub, event, clock, online, spool } = await set({ acknowledges: () => false })
    for (const id of upTo(2_000)) await event(id, 1_000)
    clock.advance(10 * MINUTE)
    await online()
    await quiet()
    expect(stub.batches()).toBe(2)
    expect(stub.arrivals.length).toBeLessThan(150)
    for (const id of upTo(2_020, 2_001)) {
      await event(id)
      await turn()
    }
    await quiet()
    expect(stub.batches()).toBeLessThanOrEqual(6)
    expect(spool.status().records).toBe(2_020)
  })
})

describe('what can go wrong', () => {
  test('an acknowledgement that does not come: sent again after thirty seconds', async () => {
    let deaf = true
    const { stub, event, pass, online, spool, ids } = await set({ acknowledges: () => !deaf })
    await event(1)
    await online()
    await until(() => ids().length === 1)
    stub.peers[0]!.send({ type: 'live', forMs: 10 })
    await pass(20_000)
    await quiet()
    expect(ids()).toEqual([1])
    deaf = false
    stub.peers[0]!.send({ type: 'live', forMs: 10 })
    await quiet()
    await pass(10_000)
    await until(() => spool.status().records === 0)
    expect(ids()).toEqual([1, 1])
  })

  test('a link that is cut: the next try, and what was not acknowledged again', async () => {
    let deaf = true
    const { stub, event, online, spool, ids } = await set({ acknowledges: () => !deaf })
    await event(1)
    await online()
    await until(() => ids().length === 1)
    deaf = false
    stub.peers[0]!.drop()
    await until(() => spool.status().records === 0)
    expect(stub.hellos).toHaveLength(2)
    expect(ids()).toEqual([1, 1])
  })

  test('a link that falls silent is given up', async () => {
    const { stub, online, lines, clock, pass } = await set()
    await online()
    clock.advance(50_000)
    await pass(10_000)
    await until(() => stub.hellos.length === 2)
    expect(lines.join('\n')).toContain('the link fell silent')
  })

  test('a silent collector is asked before it is given up', async () => {
    const { stub, online, uplink, pass } = await set()
    await online()
    for (let i = 0; i < 4; i++) await pass(10_000)
    await until(() => stub.pings() === 1)
    for (let i = 0; i < 4; i++) {
      await quiet()
      await pass(10_000)
    }
    await until(() => stub.pings() === 2)
    expect(uplink.status().state).toBe('online')
  })

  test('one that speaks is asked only to measure the way there and back', async () => {
    const { stub, online, pass } = await set()
    await online()
    async function listen(tens: number): Promise<void> {
      for (let i = 0; i < tens; i++) {
        stub.peers[0]!.sendText('{"type":"of a newer collector"}')
        await quiet()
        await pass(10_000)
      }
      await quiet()
    }
    await listen(23)
    expect(stub.pings()).toBe(0)
    await listen(2)
    expect(stub.pings()).toBe(1)
  })

  test('a collector that never answers the hello is given up', async () => {
    const { stub, uplink, pass } = await set({ welcome: () => null })
    uplink.start()
    await until(() => stub.hellos.length === 1)
    await pass(11_000)
    await pass(10_000)
    await until(() => stub.hellos.length === 2)
  })

  test.each(['{"type":"ack"}', 'no JSON', '[]', '{"type":"ack","epoch":3,"ranges":[[9,1]]}'])(
    'a collector that sends %s is given up',
    async text => {
      const { stub, online, uplink } = await set()
      await online()
      stub.peers[0]!.sendText('{"type":"of a newer collector"}')
      await quiet()
      expect(uplink.status().state).toBe('online')
      stub.peers[0]!.sendText(text)
      await until(() => stub.hellos.length === 2)
    },
  )

  test('healthy means a recent acknowledgement', async () => {
    const { stub, event, pass, online, uplink, ids } = await set({ acknowledges: () => false })
    await online()
    expect(uplink.status().healthy).toBe(true)
    await event(1)
    await until(() => ids().length === 1)
    for (let i = 0; i < 20; i++) {
      stub.peers[0]!.send({ type: 'live', forMs: 1 })
      await quiet()
      await pass(10_000)
    }
    expect(uplink.status()).toMatchObject({ state: 'online', healthy: false })
  })

  test('a clone is told to enrol anew, and asks again only after a quarter of an hour', async () => {
    const { stub, uplink, lines, pass } = await set({
      welcome: () => ({ type: 'refusal', code: 'clone', message: 'another machine' }),
    })
    uplink.start()
    await until(() => uplink.status().state === 'refused')
    expect(uplink.status()).toMatchObject({ code: 'clone', healthy: false })
    expect(lines.join('\n')).toMatch(/enrol this one anew/)
    await pass(14 * MINUTE)
    await quiet()
    expect(stub.hellos).toHaveLength(1)
    await pass(2 * MINUTE)
    await until(() => stub.hellos.length === 2)
  })

  test('a collector that asks for time gets it', async () => {
    const { stub, uplink, pass } = await set({
      welcome: () => ({ type: 'refusal', code: 'too-fast', message: '', retryAfterMs: 5_000 }),
    })
    uplink.start()
    await until(() => uplink.status().state === 'waiting')
    await pass(4_000)
    await quiet()
    expect(stub.hellos).toHaveLength(1)
    await pass(1_500)
    await until(() => stub.hellos.length === 2)
  })

  test('one record the collector cannot accept is found, given up and stated; all others arrive', async () => {
    const { stub, event, online, spool, ids } = await set({
      intercept(message, peer) {
        if (message.type !== 'batch') return false
        const poisoned = message.records.some(record => record[1] === 'e' && record[4].attributes['id'] === 13)
        if (poisoned) peer.send({ type: 'refusal', code: 'bad-message', message: 'no' })
        return poisoned
      },
    })
    for (const id of upTo(20)) await event(id)
    await online()
    await until(() => spool.status().records === 0)
    expect(new Set(ids())).toEqual(new Set(upTo(20).filter(id => id !== 13)))
    const drop = stub.arrivals.find(({ record }) => record[1] === 'd')!.record
    expect(drop[4]).toMatchObject({ reason: 'rejected', ranges: [[13, 13]], count: 1 })
  })
})

describe('epochs', () => {
  test('what the collector has already is not sent again', async () => {
    const { event, online, spool, ids } = await set({
      welcome: hello =>
        ({
          ...welcome(hello),
          committed: [
            [1, 2],
            [4, 4],
          ],
        }) as CollectorMessage,
    })
    for (const id of upTo(5)) await event(id)
    await online()
    await until(() => spool.status().records === 0)
    expect(ids()).toEqual([3, 5])
  })

  test('after a roll-back the other history’s numbers are left alone and ours go into the new epoch, numbered from one', async () => {
    const { stub, event, online, spool, ids } = await set({
      welcome: (hello: Hello) =>
        (hello.epoch === 3
          ? { ...welcome(hello), epoch: 4, renumberFrom: 3, committed: [[1, 9]] }
          : welcome(hello)) as CollectorMessage,
    })
    for (const id of upTo(5)) await event(id)
    await online()
    await until(() => spool.status().records === 0)
    expect(stub.hellos.map(({ epoch, next }) => [epoch, next])).toEqual([
      [3, 6],
      [4, 4],
    ])
    expect(stub.hellos[1]!.runs).toMatchObject([{ first: 1, boot: 'boot-1' }])
    expect(ids()).toEqual([3, 4, 5])
    expect(stub.arrivals.map(({ epoch, record }) => [epoch, record[0]])).toEqual([
      [4, 1],
      [4, 2],
      [4, 3],
    ])
  })
})

describe('stopping', () => {
  test('sends the last records and waits for their acknowledgement', async () => {
    const { event, online, pass, uplink, spool, ids } = await set()
    await online()
    await pass(31_000)
    await event(1)
    await uplink.stop()
    expect([ids(), spool.status().records, uplink.status().state]).toEqual([[1], 0, 'idle'])
  })

  test('does not wait longer than two seconds for a collector that says nothing', async () => {
    const { event, online, uplink, spool } = await set({ acknowledges: () => false })
    await online()
    await event(1)
    let stopped = false
    void uplink.stop().then(() => (stopped = true))
    await vi.advanceTimersByTimeAsync(1_900)
    expect(stopped).toBe(false)
    await vi.advanceTimersByTimeAsync(200)
    expect([stopped, spool.status().records]).toEqual([true, 1])
  })

  test('ends the tries', async () => {
    const { stub, uplink, online, pass } = await set()
    await online()
    await uplink.stop()
    await pass(10 * MINUTE)
    await quiet()
    expect(stub.hellos).toHaveLength(1)
  })
})
