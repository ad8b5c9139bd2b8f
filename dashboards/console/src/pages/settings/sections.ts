import type { IconName } from '../../parts/icon.tsx'

/** What is set for the whole collector, in the order of the page; each has its address under `/settings`. */
export const SECTIONS = [
  { name: 'sites', icon: 'school', adminOnly: false },
  { name: 'rules', icon: 'rules', adminOnly: false },
  { name: 'silences', icon: 'mute', adminOnly: false },
  { name: 'codes', icon: 'key', adminOnly: true },
  { name: 'users', icon: 'man', adminOnly: true },
  { name: 'audit', icon: 'doc', adminOnly: true },
  { name: 'account', icon: 'man', adminOnly: false },
] as const satisfies readonly { name: string; icon: IconName; adminOnly: boolean }[]

/** What each site decides for itself; each has its address under the site's. */
export const SITE_SECTIONS: readonly ('timetable' | 'watching' | 'clocks')[] = ['timetable', 'watching', 'clocks']
