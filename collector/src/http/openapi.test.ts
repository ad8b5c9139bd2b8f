import { expect, test } from 'vitest'

import { createLiveHub } from '../live/hub.ts'
import { createLog } from '../log.ts'
import { ask, startCollector } from '../test-collector.ts'
import type { Parts } from './app.ts'
import { createMetrics } from './metrics.ts'
import { createServer } from './server.ts'

/** Every `METHOD /path` of a server, read from the tree its router prints. */
async function routesOf(): Promise<string[]> {
  const parts = { version: 'test', hub: createLiveHub(), gateway: { register: () => undefined } } as unknown as Parts
  const app = await createServer({
    parts,
    log: createLog('silent'),
    metrics: createMetrics(),
    tls: null,
    strictTransport: false,
    trustProxy: [],
    consoleFolder: '/nowhere',
  })
  await app.ready()
  const routes: string[] = []
  const stack: string[] = []
  for (const line of app.printRoutes().split('\n')) {
    const [, indent, segment, methods] = /^([│ ]*)[├└]── (\S+)(?: \((.*)\))?/.exec(line) ?? []
    if (segment === undefined) continue
    stack.length = indent!.length / 4
    stack.push(segment)
    const path = stack.join('').replaceAll(/:(\w+)/g, '{$1}')
    for (const method of methods?.split(', ') ?? []) routes.push(`${method} ${path}`)
  }
  await app.close()
  return routes
}

interface Document {
  paths: Record<string, Record<string, { summary?: string; security?: unknown[]; responses: Record<string, unknown> }>>
}

test('the OpenAPI document describes every route but the console’s files', async () => {
  const at = await startCollector()
  const document = (await ask(at, 'GET', '/api/v1/openapi.json')).json() as Document
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map(method => `${method.toUpperCase()} ${path}`),
  )
  const routes = (await routesOf()).filter(route => !['GET /', 'GET /*'].includes(route))
  expect(routes.length).toBeGreaterThan(25)
  expect(described.toSorted()).toEqual(routes.toSorted())
  for (const operations of Object.values(document.paths))
    for (const operation of Object.values(operations)) expect(operation.summary).toBeTruthy()
})

test('without a session or token every route refuses, but for the few meant for strangers', async () => {
  const at = await startCollector()
  const { paths } = (await ask(at, 'GET', '/api/v1/openapi.json')).json() as Document
  const open: string[] = []
  for (const [path, operations] of Object.entries(paths))
    for (const method of Object.keys(operations)) {
      const body = method === 'get' || method === 'delete' ? {} : { body: {} }
      const { status } = await ask(at, method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x'), body)
      if (status !== 401) open.push(`${method} ${path}`)
    }
  expect(open.toSorted()).toEqual([
    'delete /api/v1/session',
    'get /api/v1/openapi.json',
    'get /api/v1/request-links/{token}',
    'get /api/v1/requests/{key}',
    'get /health',
    'get /metrics',
    'post /api/v1/enrol',
    'post /api/v1/request-links/{token}/requests',
    'post /api/v1/requests/{key}/notes',
    'post /api/v1/requests/{key}/photos',
    'post /api/v1/session',
    'post /api/v1/session/link',
  ])
})
