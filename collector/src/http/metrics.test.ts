import { expect, test } from 'vitest'

import { ask, startCollector } from '../test-collector.ts'

test('metrics follow the naming rules of Prometheus and count what happened', async () => {
  const at = await startCollector()
  await ask(at, 'GET', '/api/v1/devices', { token: at.adminToken })
  const { text, headers } = await ask(at, 'GET', '/metrics')
  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
  for (const [, name, type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    expect(text).toContain(`# HELP ${name} `)
    if (type !== 'counter') expect(name).not.toMatch(/_total$/)
    else expect(name).toMatch(/_total$/)
  }
  for (const line of text.split('\n').filter(line => line !== '' && !line.startsWith('#')))
    expect(line).toMatch(/^[a-zA-Z_:][\w:]*(\{[^}]*\})? (-?[\d.e+-]+|NaN|[+-]Inf)$/)
  // How late the event loop is, as of this question; its spread would need a timer that fires all the time.
  expect(text.match(/^nodejs_eventloop_lag\w*(?= )/gm)).toEqual(['nodejs_eventloop_lag_seconds'])
  expect(text).toMatch(/^forewarn_devices 0$/m)
  expect(text).toMatch(/^forewarn_store_writing 1$/m)
  expect(text).toContain('forewarn_commit_duration_seconds_bucket{le="+Inf"} 0')
  expect(text).toContain(
    'forewarn_http_request_duration_seconds_count{method="GET",route="/api/v1/devices",status="2xx"} 1',
  )
})

test('metrics are for this machine, and for tokens from elsewhere', async () => {
  const at = await startCollector()
  const status = async (headers: Record<string, string>) => (await ask(at, 'GET', '/metrics', { headers })).status
  expect(await status({})).toBe(200)
  expect(await status({ 'x-forwarded-for': '192.0.2.1' })).toBe(401)
  expect(await status({ host: 'rebound.example' })).toBe(401)
  expect(await status({ host: 'rebound.example', authorization: `Bearer ${at.adminToken}` })).toBe(200)
})
