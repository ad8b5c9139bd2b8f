import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

import type { App, Parts } from '../app.ts'
import { Problem } from '../problem.ts'

/** `GET /backup`: a consistent copy of the database, made while the collector works. */
export function registerBackup(app: App, { store, dataFolder }: Parts): void {
  let running: Promise<void> | null = null
  // A stop waits until the draft is gone.
  app.addHook('onClose', async () => running)

  app.get(
    '/backup',
    {
      config: { audience: 'admin', audit: { fields: [] } },
      schema: { summary: 'A consistent copy of the database', tags: ['upkeep'], produces: ['application/vnd.sqlite3'] },
    },
    async (request, reply) => {
      if (running !== null) throw new Problem(409, 'backup-running', 'A backup is being taken already.', 10_000)
      const { promise, resolve } = Promise.withResolvers<void>()
      running = promise
      const file = join(dataFolder, `backup-${randomBytes(4).toString('hex')}.tmp`)
      const finish = async () => {
        try {
          await rm(file, { force: true })
        } finally {
          running = null
          resolve()
        }
      }
      try {
        await store.backup(file)
        const { size } = await stat(file)
        const stream = createReadStream(file)
        stream.once('close', () => {
          finish().catch((error: unknown) => request.log.warn({ err: error }, 'a backup’s draft stays behind'))
        })
        return reply
          .type('application/vnd.sqlite3')
          .header('content-length', size)
          .header('content-disposition', 'attachment; filename="forewarn-backup.db"')
          .send(stream)
      } catch (error) {
        await finish()
        throw error
      }
    },
  )
}
