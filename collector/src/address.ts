import { isIP } from 'node:net'

import type { CollectorSettings } from './settings.ts'
import { networkAddresses } from './tls.ts'

type AddressSettings = Pick<CollectorSettings, 'host' | 'tls' | 'publicAddress'>

/** Where programs on this machine reach a collector that listens so. */
export function urlOf(settings: AddressSettings, port: number): string {
  const { host, tls } = settings
  return `${tls === 'off' ? 'http' : 'https'}://${inUrl(isEverywhere(host) ? '127.0.0.1' : host)}:${port}`
}

/** Where agents reach it, as enrolment codes say: the public address where one is set, else the best guess. */
export function agentAddressOf(settings: AddressSettings, port: number): string {
  const { host, publicAddress } = settings
  if (publicAddress !== null) return publicAddress.replace(/^http/, 'ws')
  const reachable = isEverywhere(host) ? (networkAddresses()[0] ?? '127.0.0.1') : host
  return urlOf({ ...settings, host: reachable }, port).replace(/^http/, 'ws')
}

/** Where people reach its page from another machine, by the same guess. */
export function pageAddressOf(settings: AddressSettings, port: number): string {
  return agentAddressOf(settings, port).replace(/^ws/, 'http').replace(/\/+$/, '')
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function inUrl(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}
