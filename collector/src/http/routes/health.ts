import { Health } from '@forewarn/shared/api.ts'

import type { App, Parts } from '../app.ts'

/** `GET /health`, without sign-in: 200 while the store writes, 503 when it cannot. */
export function registerHealth(app: App, parts: Parts): void {
  app.get(
    '/health',
    { schema: { summary: 'Whether the collector works', tags: ['about'], response: { 200: Health, 503: Health } } },
    async (_request, reply) => {
      const health = await readHealth(parts)
      return reply
        .header('cache-control', 'no-store')
        .code(health.status === 'ok' ? 200 : 503)
        .send(health)
    },
  )
}

/** How long the store's thread may take to answer before it counts as hanging. */
const PATIENCE_MS = 2000

/** The collector's health as of now. It answers while the store hangs, and says so. */
export async function readHealth({ store, gateway, version }: Parts): Promise<Health> {
  const total = await within(PATIENCE_MS, store.enrolment.countDevices())
  const { writing, problem, bytes, position } = store.status()
  const problems = problem === null ? [] : [problem]
  if (total === null) problems.push('the store does not answer')
  return {
    status: writing && total !== null ? 'ok' : 'degraded',
    version,
    problems,
    devices: { total: total ?? 0, online: gateway.onlineCount() },
    store: { writing, bytes, position },
  }
}

/** The promise's value, or null when it fails or takes too long. */
async function within<T>(limitMs: number, promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<null>(resolve => {
    timer = setTimeout(() => resolve(null), limitMs)
  })
  try {
    return await Promise.race([promise, limit])
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
