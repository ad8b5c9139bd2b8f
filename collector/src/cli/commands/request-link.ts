import type { RequestLinkView } from '@forewarn/shared/request-api.ts'
import type { Command } from 'commander'

import { clientOf, print, withJson, type DataFlags, type Io } from '../context.ts'
import { UsageError } from '../exit.ts'

interface Flags extends DataFlags {
  renew?: boolean
  withdraw?: boolean
  code?: string | true
}

/** `forewarn site request-link SITE`: where the site's people report problems without an account. */
export function addRequestLinkCommand(site: Command, io: Io): void {
  withJson(
    site
      .command('request-link')
      .argument('<site>', 'its id')
      .description('print the link through which a site reports problems without an account'),
    io,
  )
    .option('--renew', 'create the link, or replace it: what was printed before leads nowhere any more')
    .option('--withdraw', 'end the link; nobody can report through it any more')
    .option('--code [device]', 'print it as an SVG code to scan, of a device where one is named')
    .action(async (id: string, flags: Flags) => {
      const { renew = false, withdraw = false, code } = flags
      if ([renew, withdraw, code !== undefined].filter(Boolean).length > 1)
        throw new UsageError('--renew, --withdraw and --code are one at a time')
      const path = `/api/v1/sites/${encodeURIComponent(id)}/request-link`
      const client = clientOf(flags)
      if (withdraw) {
        await client.delete(path)
        return
      }
      if (code !== undefined) {
        const query = code === true ? '' : `?device=${encodeURIComponent(code)}`
        for await (const text of client.texts(`${path}/code.svg${query}`)) io.out(text)
        io.out('\n')
        return
      }
      const link = renew ? await client.post<RequestLinkView>(path, {}) : await client.get<RequestLinkView>(path)
      print(io, flags, link, `${link.address}\n`)
    })
}
