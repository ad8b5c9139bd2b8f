import { connect } from 'node:net'

import { expect, test } from 'vitest'

import { ask, startCollector } from '../test-collector.ts'

/** Sends text bit by bit until the other side ends the connection; answers what it said. */
function trickle(url: string, text: string, everyMs: number): Promise<{ answer: string; sent: number }> {
  const { hostname, port } = new URL(url)
  return new Promise(resolve => {
    const socket = connect(Number(port), hostname)
    let answer = ''
    let sent = 0
    const timer = setInterval(() => {
      if (sent < text.length) socket.write(text[sent++]!)
    }, everyMs)
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearInterval(timer)
      resolve({ answer, sent })
    })
  })
}

const SHORT = { headersTimeoutMs: 150, requestTimeoutMs: 300, checkIntervalMs: 30 }

test('a caller that sends its request’s head byte by byte is cut, and others are served meanwhile', async () => {
  const at = await startCollector({ limits: SHORT })
  const head = `GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ${'a'.repeat(5000)}`
  const slow = Array.from({ length: 20 }, () => trickle(at.url, head, 10))
  expect((await ask(at, 'GET', '/health')).status).toBe(200)
  for (const { answer, sent } of await Promise.all(slow)) {
    expect(sent).toBeLessThan(head.length)
    expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/)
  }
})

test('a caller that sends its request’s body byte by byte is cut', async () => {
  const at = await startCollector({ limits: SHORT })
  const start =
    'POST /api/v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n'
  const { hostname, port } = new URL(at.url)
  const socket = connect(Number(port), hostname)
  socket.write(start)
  const timer = setInterval(() => socket.write('['), 10)
  let answer = ''
  socket.setEncoding('utf8').on('data', (part: string) => (answer += part))
  socket.on('error', () => undefined)
  await new Promise(resolve => socket.on('close', resolve))
  clearInterval(timer)
  expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/)
})

const enrolment = { secret: 's'.repeat(43), hostname: 'pc', hardware: [], agent: '1', platform: 'linux' }

test.each<[string, number, string, { raw?: string; body?: unknown; headers?: Record<string, string> }]>([
  ['an oversized body', 413, 'too-large', { raw: `{"secret":"${'x'.repeat(70_000)}"}` }],
  ['deeply nested JSON', 400, 'invalid', { raw: '['.repeat(30_000) + ']'.repeat(30_000) }],
  ['deeply nested JSON in a field', 400, 'invalid', { raw: `{"secret":${'['.repeat(20_000)}${']'.repeat(20_000)}}` }],
  ['half a JSON text', 400, 'bad-json', { raw: '{"secret":' }],
  ['no body at all', 400, 'bad-json', { raw: '' }],
  ['binary rubbish', 400, 'bad-json', { raw: '\u0000\u0001\u0002' }],
  ['a wrong content type', 415, 'wrong-content-type', { raw: 'secret=1', headers: { 'content-type': 'text/html' } }],
  ['a number where text belongs', 400, 'invalid', { body: { ...enrolment, hostname: 7 } }],
  ['an unknown field', 400, 'invalid', { body: { ...enrolment, admin: true } }],
  ['a missing field', 400, 'invalid', { body: { secret: enrolment.secret } }],
  ['too many hardware facts', 400, 'invalid', { body: { ...enrolment, hardware: Array(33).fill('mac:1') } }],
  ['a poisoned prototype', 400, 'bad-json', { raw: `{"__proto__":{"role":"admin"},"secret":"x"}` }],
  ['an unknown code', 403, 'unknown-code', { body: enrolment }],
])('%s is answered with %i %s', async (_what, status, code, options) => {
  const at = await startCollector()
  const answer = await ask(at, 'POST', '/api/v1/enrol', options)
  expect([answer.status, (answer.json() as { code: string }).code]).toEqual([status, code])
  expect((await ask(at, 'GET', '/health')).status).toBe(200)
})

test('numbers in a body are not made of text, nor text of numbers', async () => {
  const at = await startCollector()
  for (const body of [{ expiresInHours: '5' }, { uses: 1 }])
    expect((await ask(at, 'POST', '/api/v1/enrolment-codes', { token: at.adminToken, body })).status).toBe(400)
})

test('an address that knocks too often is told to wait', async () => {
  const at = await startCollector({ limits: { enrolmentsPerMinute: 3, requestsPerMinute: 6 } })
  const statuses: number[] = []
  for (let i = 0; i < 5; i++) statuses.push((await ask(at, 'POST', '/api/v1/enrol', { body: enrolment })).status)
  expect(statuses).toEqual([403, 403, 403, 429, 429])
  const refused = await ask(at, 'POST', '/api/v1/enrol', { body: enrolment })
  expect(refused.json()).toMatchObject({ code: 'too-many-requests' })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect((await ask(at, 'GET', '/health')).status).toBe(200)
})

test('paths that lead out of the console’s folder find nothing', async () => {
  const at = await startCollector()
  for (const path of ['/../token', '/..%2ftoken', '/%2e%2e/token', '/assets/..%5c..%5ctoken', '/%00.js'])
    expect((await ask(at, 'GET', path)).text).not.toContain(at.adminToken)
})
