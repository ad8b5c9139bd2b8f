import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { ask, startCollector, temporaryFolder } from '../test-collector.ts'

const CSP =
  "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';font-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'"

function builtConsole(): string {
  const folder = join(temporaryFolder(), 'dist')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(folder, 'assets/index-abc123.js'), 'export {}')
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>')
  return folder
}

test('the page comes under a strict policy, at its own addresses too, and is asked for anew each time', async () => {
  const at = await startCollector({ consoleFolder: builtConsole() })
  for (const path of ['/', '/sign-in', '/devices/dev-1?tab=events']) {
    const answer = await ask(at, 'GET', path)
    expect([answer.status, answer.text]).toEqual([200, '<!doctype html><title>page</title>'])
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringContaining('text/html') as string,
      'cache-control': 'no-cache',
      'content-security-policy': CSP,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    })
  }
})

test('files named by their content are kept for ever, others are not', async () => {
  const at = await startCollector({ consoleFolder: builtConsole() })
  const script = await ask(at, 'GET', '/assets/index-abc123.js')
  expect([script.status, script.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
  expect(script.headers['content-type']).toMatch(/javascript/)
  expect((await ask(at, 'GET', '/favicon.svg')).headers['cache-control']).toBe('no-cache')
})

test('what is no page is a 404 in JSON, API or file', async () => {
  const at = await startCollector({ consoleFolder: builtConsole() })
  for (const [method, path] of [
    ['GET', '/api/v1/nothing'],
    ['GET', '/api'],
    ['GET', '/agent/v2'],
    ['GET', '/assets/gone-1.js'],
    ['POST', '/sign-in'],
  ] as const) {
    const answer = await ask(at, method, path)
    expect([answer.status, (answer.json() as { code: string }).code]).toEqual([404, 'not-found'])
  }
})

test('a console that is not built says so', async () => {
  const at = await startCollector()
  for (const path of ['/', '/devices']) {
    const answer = await ask(at, 'GET', path)
    expect(answer.status).toBe(503)
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(answer.text).toContain('pnpm build')
  }
})
