import fastifyStatic from '@fastify/static'
import { existsSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

import type { App } from './app.ts'

/**
 * Serves the built console and, for addresses the console itself understands, its one page. Files whose name carries a
 * hash of their content are kept for ever; the page that names them is asked for anew each time.
 */
export async function registerConsole(app: App, folder: string): Promise<void> {
  const index = join(folder, 'index.html')
  const isBuilt = (): boolean => existsSync(index)

  await app.register(fastifyStatic, {
    root: folder,
    serve: false,
    cacheControl: false,
    suppressWarning: true,
    setHeaders: (response, path) => {
      const hashed = basename(dirname(path)) === 'assets'
      void response.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.get('/', { schema: { hide: true } }, async (_request, reply) =>
    isBuilt() ? reply.sendFile('index.html') : reply.callNotFound(),
  )
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const path = (request.params as { '*': string })['*']
    return extname(path) !== '' && isBuilt() ? reply.sendFile(path) : reply.callNotFound()
  })
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0]!
    const isPage = request.method === 'GET' && !/^\/(api|agent)(\/|$)/.test(path) && extname(path) === ''
    if (!isPage)
      return reply.code(404).send({ code: 'not-found', message: `There is no ${request.method} ${path} here.` })
    if (isBuilt()) return reply.sendFile('index.html')
    return reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send(
        'The console is not built. Run "pnpm build", then reload this page.\n控制台尚未构建。请运行 "pnpm build" 后刷新。\n',
      )
  })
}
