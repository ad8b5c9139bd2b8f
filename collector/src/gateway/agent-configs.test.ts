import { DEFAULT_AGENT_CONFIG } from '@forewarn/shared/protocol.ts'
import { expect, test } from 'vitest'

import { createAgentConfigs } from './agent-configs.ts'

const peer = (name: string, roles: ('board' | 'other')[]) => ({ name, host: 'a.example', port: 443, roles })
const list = (...peers: ReturnType<typeof peer>[]) => ({ watchedPrograms: [], requiredPeripherals: [], peers })
const COMMON = { ...DEFAULT_AGENT_CONFIG, classHours: [[1, 2] as [number, number]] }

test('an agent is told what is for its role and for every one, and lists of other sites not at all', () => {
  const configs = createAgentConfigs(COMMON, [['east', list(peer('all', []), peer('boards', ['board']))]])
  const namesFor = (site: string, role: string) => configs.of(site, role).peers.map(({ name }) => name)
  expect(namesFor('east', 'board')).toEqual(['all', 'boards'])
  expect(namesFor('east', 'other')).toEqual(['all'])
  expect(namesFor('west', 'board')).toEqual([])
  expect(configs.of('east', 'other')).toEqual({ ...COMMON, peers: [{ name: 'all', host: 'a.example', port: 443 }] })
  configs.set('east', list(peer('new', ['other'])))
  configs.set('west', list(peer('west', [])))
  expect([namesFor('east', 'board'), namesFor('east', 'other'), namesFor('west', 'board')]).toEqual([
    [],
    ['new'],
    ['west'],
  ])
})

test('agents of one site and role share one configuration, however many are greeted', () => {
  const configs = createAgentConfigs(COMMON, [['east', list(peer('all', []))]])
  expect(configs.of('east', 'board')).toBe(configs.of('east', 'board'))
})
