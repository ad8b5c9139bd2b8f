import type { Health } from '@forewarn/shared/api.ts'
import type { Command } from 'commander'

import { clientOf, print, withData, withJson, type DataFlags, type Io } from '../context.ts'

/** `forewarn status` and `forewarn sign-in-link`. */
export function addStatusCommands(program: Command, io: Io): void {
  withJson(program.command('status').description('show whether the running collector works'), io).action(
    async (flags: DataFlags) => {
      const client = clientOf(flags)
      const health = await client.get<Health>('/health')
      const { devices, store } = health
      print(
        io,
        flags,
        { url: client.url, ...health },
        `${client.url}  ${health.status}  version ${health.version}\n` +
          `devices  ${devices.online} of ${devices.total} online\n` +
          `store    ${store.writing ? 'writing' : 'NOT WRITING'}, ${(store.bytes / 1048576).toFixed(1)} MiB, position ${store.position}\n` +
          health.problems.map(problem => `problem  ${problem}\n`).join(''),
      )
      if (health.status !== 'ok') throw new Error('the collector is degraded')
    },
  )

  withData(
    program.command('sign-in-link').description('print a link that signs the administrator in once, within 15 minutes'),
    io,
  ).action(async (flags: DataFlags) => {
    const client = clientOf(flags)
    const { path } = await client.post<{ path: string }>('/api/v1/sign-in-links', {})
    io.out(`${client.url}${path}\n`)
  })
}
