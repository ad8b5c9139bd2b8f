import { SiteWatchList, SiteWatchListInput } from '@forewarn/shared/api.ts'
import { Type } from 'typebox'

import { checkWatchList } from '../../watch-list/check.ts'
import { tellFaults } from '../../watch-list/faults.ts'
import type { App, Parts } from '../app.ts'
import { Problem } from '../problem.ts'
import { createTurns, IfMatch, refuseOvertaken, tagged } from '../versions.ts'

const Params = Type.Object({ site: Type.String() })

/** What a site's agents watch: read whole, replaced whole, told to the connected agents at once. */
export function registerWatchLists(app: App, { store, gateway, clock }: Parts): void {
  const tags = ['places']
  const inTurn = createTurns()

  app.get(
    '/sites/:site/watch-list',
    {
      config: { audience: 'viewer', scope: 'named' },
      schema: { summary: 'What a site’s agents watch', tags, params: Params, response: { 200: SiteWatchList } },
    },
    async (request, reply) => {
      const list = await store.watchLists.get(request.params.site)
      if (list === null) throw unknownSite()
      return tagged(reply, list)
    },
  )

  app.put(
    '/sites/:site/watch-list',
    {
      config: { audience: 'engineer' },
      // What is wrong is told by the check below: with every fault, in words, and across entries too.
      attachValidation: true,
      schema: {
        summary: 'Replace what a site’s agents watch; a list that is left out is empty',
        tags,
        params: Params,
        headers: IfMatch,
        body: SiteWatchListInput,
        response: { 200: SiteWatchList },
      },
    },
    async (request, reply) => {
      const checked = checkWatchList(request.body)
      if (!checked.ok)
        throw new Problem(400, 'invalid', `The watch list does not fit: ${tellFaults(checked.faults).join('; ')}.`)
      if (request.validationError !== undefined) throw request.validationError
      const { site } = request.params
      await inTurn(async () => {
        const held = await store.watchLists.get(site)
        if (held === null) throw unknownSite()
        refuseOvertaken(request, held)
        if (!(await store.watchLists.replace(site, checked.list, clock.now()))) throw unknownSite()
        gateway.setWatchList(site, checked.list)
      })
      return tagged(reply, checked.list)
    },
  )
}

function unknownSite(): Problem {
  return new Problem(404, 'unknown-site', 'There is no such site.')
}
