import { expect, test } from 'vitest'

import { agentAddressOf, urlOf } from './address.ts'

const PLAIN = { host: '127.0.0.1', tls: 'off', publicAddress: null } as const

test('programs here and agents elsewhere are given an address that leads to the collector', () => {
  expect(urlOf(PLAIN, 7700)).toBe('http://127.0.0.1:7700')
  expect(agentAddressOf(PLAIN, 7700)).toBe('ws://127.0.0.1:7700')
  expect(urlOf({ ...PLAIN, host: '::1', tls: 'own' }, 1)).toBe('https://[::1]:1')
  expect(urlOf({ ...PLAIN, host: '0.0.0.0' }, 1)).toBe('http://127.0.0.1:1')
  expect(agentAddressOf({ ...PLAIN, host: '10.1.2.3', tls: 'own' }, 7700)).toBe('wss://10.1.2.3:7700')
  expect(agentAddressOf({ ...PLAIN, host: '0.0.0.0', tls: 'own' }, 7700)).toMatch(/^wss:\/\/(?!0\.0\.0\.0)\S+:7700$/)
})

test('a public address wins, and its scheme decides that of agents', () => {
  const publicAddress = 'https://forewarn.example'
  expect(agentAddressOf({ ...PLAIN, publicAddress }, 7700)).toBe('wss://forewarn.example')
  expect(urlOf({ ...PLAIN, publicAddress }, 7700)).toBe('http://127.0.0.1:7700')
})
