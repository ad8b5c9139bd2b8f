import { connect } from 'node:net'

import type { Identity } from '@forewarn/agent/identity.ts'
import { REFUSALS, type RefusalCode } from '@forewarn/shared/protocol.ts'
import { describe, expect, onTestFinished, test } from 'vitest'

import { enrolDevice, health } from '../support/api.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { temporaryFolder } from '../support/folders.ts'
import { openStored } from '../support/stored.ts'
import { connectScripted, eventRecord, type ScriptedAgent } from '../support/scripted-agent.ts'

const KIB = 1024
/** Far more than a record takes to be committed and acknowledged on a busy machine. */
const ACK_DEADLINE_MS = 3_000
/** The collector waits ten seconds for a hello and looks once a second. */
const HELLO_DEADLINE_MS = 15_000
/** It waits fifteen seconds for the head of a request and looks every five. */
const HEAD_DEADLINE_MS = 30_000

/** A greeted connection says this; `say` gets one that was not greeted where `stranger` is set. */
interface Nuisance {
  name: string
  code: RefusalCode
  stranger?: boolean
  say: (agent: ScriptedAgent) => void
}

const badBatch = (name: string, records: unknown, rest: object = {}): Nuisance => ({
  name,
  code: 'bad-message',
  say: agent => agent.send({ type: 'batch', epoch: 1, lane: 'live', records, ...rest }),
})
const now = Date.now()

const NUISANCES: Nuisance[] = [
  { name: 'truncated JSON', code: 'bad-message', say: agent => agent.raw('{"type":"batch","epoch":1,"lane":"li') },
  { name: 'no JSON at all', code: 'bad-message', say: agent => agent.raw('hello there') },
  { name: 'a list for a message', code: 'bad-message', say: agent => agent.send([1, 2, 3]) },
  { name: 'a type unheard of', code: 'bad-message', say: agent => agent.send({ type: 'shutdown' }) },
  { name: 'a second hello', code: 'bad-message', say: agent => agent.hello() },
  { name: 'binary', code: 'bad-message', say: agent => agent.raw(Buffer.alloc(64, 0xff)) },
  { name: 'deep nesting', code: 'bad-message', say: agent => agent.raw('['.repeat(100 * KIB) + ']'.repeat(100 * KIB)) },
  badBatch('deep nesting in a body', [
    [
      1,
      'e',
      now,
      1,
      { name: 'a', severity: 'info', attributes: { a: JSON.parse('['.repeat(2000) + ']'.repeat(2000)) as unknown } },
    ],
  ]),
  {
    name: 'a message too large',
    code: 'too-large',
    say: agent => agent.raw(JSON.stringify({ pad: 'x'.repeat(300 * KIB) })),
  },
  badBatch('an object for records', { 0: 1 }),
  badBatch('no records', []),
  badBatch(
    'too many records',
    Array.from({ length: 501 }, (_, i) => eventRecord(i + 1)),
  ),
  badBatch('an epoch of text', [eventRecord(1)], { epoch: '1' }),
  badBatch('an epoch out of this world', [eventRecord(1)], { epoch: Number.MAX_SAFE_INTEGER }),
  badBatch('a lane unheard of', [eventRecord(1)], { lane: 'express' }),
  badBatch('a number of text', [['1', 'e', now, 1, {}]]),
  badBatch('a negative number', [[-5, 'e', now, 1, { name: 'a', severity: 'info', attributes: {} }]]),
  badBatch('a number out of this world', [
    [Number.MAX_SAFE_INTEGER, 'e', now, 1, { name: 'a', severity: 'info', attributes: {} }],
  ]),
  badBatch('a time that is none', [[1, 'e', null, 1, { name: 'a', severity: 'info', attributes: {} }]]),
  badBatch('a time out of this world', [[1, 'e', 8e15, 1, { name: 'a', severity: 'info', attributes: {} }]]),
  badBatch('a record with an extra field', [
    [1, 'e', now, 1, { name: 'a', severity: 'info', attributes: {} }, 'extra'],
  ]),
  badBatch('a kind unheard of', [[1, 'x', now, 1, {}]]),
  badBatch('a sample of an unknown layout', [[1, 's', now, 1, [[999, 1]]]]),
  badBatch('a severity unheard of', [[1, 'e', now, 1, { name: 'a', severity: 'fatal', attributes: {} }]]),
  badBatch('an event without a name', [[1, 'e', now, 1, { severity: 'info', attributes: {} }]]),
  badBatch('attributes that are not flat', [
    [1, 'e', now, 1, { name: 'a', severity: 'info', attributes: { a: { b: 1 } } }],
  ]),
  badBatch('attributes that are huge', [
    [1, 'e', now, 1, { name: 'a', severity: 'info', attributes: { a: 'x'.repeat(20 * KIB) } }],
  ]),
  badBatch('a statement of loss that runs backwards', [
    [1, 'd', now, 1, { ranges: [[9, 2]], reason: 'spool-full', count: 1, from: null, to: null }],
  ]),
  {
    name: 'a layout without series',
    code: 'bad-message',
    say: agent => agent.send({ type: 'layout', id: 1, source: 'x', series: [] }),
  },
  {
    name: 'a layout of half a character',
    code: 'bad-message',
    say: agent => agent.send({ type: 'layout', id: 1, source: 'x\ud800', series: [['a.b']] }),
  },
  {
    name: 'a metric that is code',
    code: 'bad-message',
    say: agent => agent.send({ type: 'layout', id: 1, source: 'x', series: [["a'; DROP TABLE log"]] }),
  },
  {
    name: 'too many layouts',
    code: 'bad-message',
    say: agent => {
      for (let id = 0; id < 200; id++) agent.send({ type: 'layout', id, source: 'x', series: [[`a.b${id}`]] })
    },
  },
  {
    name: 'an unknown version',
    code: 'unknown-version',
    stranger: true,
    say: agent => agent.hello({ version: 99, runs: 'other' }),
  },
  {
    name: 'a wrong key',
    code: 'wrong-key',
    stranger: true,
    say: agent => agent.hello({ key: 'not-this-devices-key' }),
  },
  {
    name: 'an unknown device',
    code: 'unknown-device',
    stranger: true,
    say: agent => agent.hello({ device: 'dev-0000' }),
  },
  { name: 'a hello of wrong types', code: 'bad-message', stranger: true, say: agent => agent.hello({ runs: 'none' }) },
  {
    name: 'a hello from an epoch out of this world',
    code: 'bad-message',
    stranger: true,
    say: agent => agent.hello({ epoch: Number.MAX_SAFE_INTEGER }),
  },
  {
    name: 'a hello too large',
    code: 'too-large',
    stranger: true,
    say: agent => agent.hello({ agent: 'x'.repeat(40 * KIB) }),
  },
  {
    name: 'a batch before the hello',
    code: 'bad-message',
    stranger: true,
    say: agent => agent.batch([eventRecord(1)]),
  },
  {
    name: 'a flood of small messages',
    code: 'too-fast',
    say: agent => {
      for (let i = 0; i < 6_000; i++) agent.batch([eventRecord(1)])
    },
  },
  {
    name: 'a flood of large messages',
    code: 'too-fast',
    say: agent => {
      const large = JSON.stringify({
        type: 'layout',
        id: 1,
        source: 'x',
        series: [['a.b', { pad: '' }]],
        pad: 'x'.repeat(250 * KIB),
      })
      for (let i = 0; i < 300; i++) agent.raw(large.replace('"pad":""', '"pad":"y"'))
    },
  },
]

/** An honest agent on the side: every record must be acknowledged in time, whatever the others do. */
async function keepWorking(address: string, identity: Identity) {
  const agent = await connectScripted(address, identity)
  await agent.greet()
  let n = 0
  let slowestMs = 0
  async function work(): Promise<void> {
    const begun = performance.now()
    agent.batch([eventRecord(++n)])
    expect(await agent.hear('ack')).toEqual({ type: 'ack', epoch: 1, ranges: [[n, n]] })
    slowestMs = Math.max(slowestMs, performance.now() - begun)
  }
  return { work, sent: () => n, slowestMs: () => slowestMs }
}

async function prepare() {
  const collector = await startCollectorProcess({ folder: temporaryFolder() })
  const honest = await keepWorking(collector.address, await enrolDevice(collector, { hostname: 'honest' }))
  return { collector, honest }
}

describe('a nuisance gets its coded refusal and disturbs nobody', () => {
  test('whatever it says', { timeout: 60_000 }, async () => {
    const { collector, honest } = await prepare()
    const nuisance = await enrolDevice(collector, { hostname: 'nuisance' })
    const answers: Record<string, unknown> = {}
    for (const { name, stranger = false, say } of NUISANCES) {
      const agent = await connectScripted(collector.address, nuisance)
      if (!stranger) await agent.greet()
      say(agent)
      await honest.work()
      answers[name] = await agent.hear('refusal').then(
        async ({ code }) => [code, await agent.closed()],
        (error: Error) => error.message,
      )
      await honest.work()
    }
    expect(answers).toEqual(Object.fromEntries(NUISANCES.map(({ name, code }) => [name, [code, REFUSALS[code].close]])))
    expect(honest.slowestMs()).toBeLessThan(ACK_DEADLINE_MS)
    expect((await health(collector)).answer).toMatchObject({ status: 'ok', devices: { total: 2 } })
    expect(await collector.stop()).toBe(0)
    using stored = openStored(collector.folder)
    const ids = stored.recordsOf(nuisance.device).map(record => record.id)
    expect(new Set(ids), 'something of a refused message was stored').toEqual(new Set([1]))
    expect(ids).toHaveLength(1)
  })

  test('a message beyond all bounds ends the connection before it is held in memory', async () => {
    const { collector, honest } = await prepare()
    const agent = await connectScripted(collector.address, await enrolDevice(collector))
    await agent.greet()
    agent.raw('x'.repeat(8 * 1024 * KIB))
    // RFC 6455, 7.4.1: message too big.
    expect(await agent.closed()).toBe(1009)
    await honest.work()
  })

  test('saying nothing', { timeout: HELLO_DEADLINE_MS + HEAD_DEADLINE_MS }, async () => {
    const { collector, honest } = await prepare()
    const silent = await Promise.all(
      Array.from({ length: 50 }, () => connectScripted(collector.address, { device: '', key: '' })),
    )
    const dripping = Array.from({ length: 50 }, () => dripRequest(collector.port))
    const begun = performance.now()
    const codes = silent.map(async agent => [
      (await agent.hear('refusal', HELLO_DEADLINE_MS)).code,
      await agent.closed(),
    ])
    const all = Promise.all([Promise.all(codes), Promise.all(dripping)])
    const working = new AbortController()
    const answered = all.finally(() => working.abort())
    while (!working.signal.aborted) {
      await honest.work()
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    const [refusals, answers] = await answered
    for (const refusal of refusals) expect(refusal).toEqual(['hello-timeout', REFUSALS['hello-timeout'].close])
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(performance.now() - begun).toBeLessThan(HEAD_DEADLINE_MS)
    expect(honest.slowestMs()).toBeLessThan(ACK_DEADLINE_MS)
    expect(honest.sent()).toBeGreaterThan(50)
  })
})

/** A request whose head comes a byte at a time and never ends; resolves with what the server said when it had enough. */
function dripRequest(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')
  const dripping = setInterval(() => socket.write('x'), 500)
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text))
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  return new Promise(resolve => {
    socket.on('close', () => {
      clearInterval(dripping)
      resolve(answer)
    })
  })
}
