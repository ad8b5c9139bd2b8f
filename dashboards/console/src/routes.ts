import type { IconName } from './parts/icon.tsx'

/** Every address of the console. */
export const PATHS = {
  home: '/',
  signIn: '/sign-in',
  incidents: '/incidents',
  incident: '/incidents/:id',
  devices: '/devices',
  device: '/devices/:id',
  collector: '/collector',
  settings: '/settings',
  account: '/settings/account',
  users: '/settings/users',
  user: '/settings/users/:name',
  audit: '/settings/audit',
  archive: '/archive',
} as const

export const incidentPath = (id: string): string => `/incidents/${encodeURIComponent(id)}`
/** What people without an account see begins with it. */
const REQUESTS = '/r/'
export const isRequestPath = (path: string): boolean => path.startsWith(REQUESTS)
export const requestPath = (token: string, key?: string): string =>
  `${REQUESTS}${encodeURIComponent(token)}${key === undefined ? '' : `/${encodeURIComponent(key)}`}`
export const userPath = (name: string): string => `/settings/users/${encodeURIComponent(name)}`
export const devicePath = (id: string): string => `/devices/${encodeURIComponent(id)}`

export const sitePath = (id: string, part = ''): string =>
  `/settings/sites/${encodeURIComponent(id)}${part === '' ? '' : `/${part}`}`

/** The places the navigation offers, in its order. `tabOnly` ones have another entrance on a desk. */
export const DESTINATIONS: readonly {
  path: string
  text: 'now' | 'incidents' | 'devices' | 'archive' | 'collector' | 'settings'
  icon: IconName
  tabOnly: boolean
}[] = [
  { path: PATHS.home, text: 'now', icon: 'now', tabOnly: false },
  { path: PATHS.incidents, text: 'incidents', icon: 'inc', tabOnly: false },
  { path: PATHS.devices, text: 'devices', icon: 'dev', tabOnly: false },
  { path: PATHS.archive, text: 'archive', icon: 'doc', tabOnly: false },
  { path: PATHS.collector, text: 'collector', icon: 'collector', tabOnly: true },
  { path: PATHS.settings, text: 'settings', icon: 'settings', tabOnly: false },
]

/** The sign-in page's address, which leads back to where the person was. */
export const signInAddress = (back: string): string =>
  back === PATHS.home ? PATHS.signIn : `${PATHS.signIn}?back=${encodeURIComponent(back)}`

/** Where to go after signing in: only to an address of this console, never to another origin. */
export function backAddress(back: string | undefined): string {
  if (back === undefined || !/^\/(?![/\\])/.test(back) || back.startsWith(PATHS.signIn)) return PATHS.home
  return back
}
