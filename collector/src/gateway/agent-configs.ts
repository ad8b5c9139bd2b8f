import type { SiteWatchList } from '@forewarn/shared/api.ts'
import type { AgentConfig } from '@forewarn/shared/protocol.ts'

import { forRole } from '../watch-list/for-role.ts'

/** What agents are told, by the site they belong to and the role they have. */
export interface AgentConfigs {
  of(siteId: string, role: string): AgentConfig
  /** The site's agents are to watch this from now on. */
  set(siteId: string, list: SiteWatchList): void
  /** The site's lessons of the days ahead; false where they are what they were. */
  setClassHours(siteId: string, hours: AgentConfig['classHours']): boolean
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
  const hours = new Map<string, AgentConfig['classHours']>()
  const made = new Map<string, Map<string, AgentConfig>>()

  return {
    of(siteId, role) {
      const list = lists.get(siteId)
      const classHours = hours.get(siteId)
      if (list === undefined && classHours === undefined) return common
      let byRole = made.get(siteId)
      if (byRole === undefined) made.set(siteId, (byRole = new Map()))
      let config = byRole.get(role)
      if (config === undefined) {
        config = {
          ...common,
          ...(list === undefined ? {} : listFor(list, role)),
          ...(classHours === undefined ? {} : { classHours }),
        }
        byRole.set(role, config)
      }
      return config
    },
    set(siteId, list) {
      lists.set(siteId, list)
      made.delete(siteId)
    },
    setClassHours(siteId, next) {
      if (JSON.stringify(hours.get(siteId) ?? []) === JSON.stringify(next)) return false
      hours.set(siteId, next)
      made.delete(siteId)
      return true
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
