import type { SiteWatchList } from '@forewarn/shared/api.ts'
import type { AgentConfig } from '@forewarn/shared/protocol.ts'

import { forRole } from '../watch-list/for-role.ts'

/** What agents are told, by the site they belong to and the role they have. */
export interface AgentConfigs {
  of(siteId: string, role: string): AgentConfig
  /** The site's agents are to watch this from now on. */
  set(siteId: string, list: SiteWatchList): void
}

/**
 * Keeps every site's list in memory and puts a configuration together once per site and role, so that thousands of agents that come
 * back at once are greeted without a question to the store. `common` is what every agent is told alike.
 */
export function createAgentConfigs(
  common: AgentConfig,
  stored: readonly [siteId: string, list: SiteWatchList][],
): AgentConfigs {
  const lists = new Map(stored)
  const made = new Map<string, Map<string, AgentConfig>>()

  return {
    of(siteId, role) {
      const list = lists.get(siteId)
      if (list === undefined) return common
      let byRole = made.get(siteId)
      if (byRole === undefined) made.set(siteId, (byRole = new Map()))
      let config = byRole.get(role)
      if (config === undefined) byRole.set(role, (config = { ...common, ...listFor(list, role) }))
      return config
    },
    set(siteId, list) {
      lists.set(siteId, list)
      made.delete(siteId)
    },
  }
}

function listFor({ watchedPrograms, requiredPeripherals, peers }: SiteWatchList, role: string) {
  return {
    watchedPrograms: forRole(watchedPrograms, role),
    requiredPeripherals: forRole(requiredPeripherals, role),
    peers: forRole(peers, role),
  }
}
