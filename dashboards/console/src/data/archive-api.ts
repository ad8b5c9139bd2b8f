import type { ArchiveAnswer } from '@forewarn/shared/archive-api.ts'
import type { Timetable } from '@forewarn/shared/timetable.ts'

import type { Language } from '../i18n/i18n.ts'
import { request } from './http.ts'

const PAGE = 50

/** What the archive asks the collector; records are pages of their own, opened and printed by the browser. */
export const archiveApi = {
  search: (query: string, before: string | null, signal?: AbortSignal) =>
    request<ArchiveAnswer>(
      `/api/v1/archive?${new URLSearchParams([...new URLSearchParams(query), ['limit', String(PAGE)], ...(before === null ? [] : [['before', before]])]).toString()}`,
      signal === undefined ? {} : { signal },
    ),
  timetable: (site: string, signal: AbortSignal) =>
    request<Timetable>(`/api/v1/sites/${encodeURIComponent(site)}/timetable`, { signal }),
}

export const recordAddress = (incident: string, lang: Language): string =>
  `/api/v1/incidents/${encodeURIComponent(incident)}/record?lang=${lang}`

export function termRecordAddress({ site, from, to, lang }: TermRecord): string {
  return `/api/v1/sites/${encodeURIComponent(site)}/record?${new URLSearchParams({ from, to, lang }).toString()}`
}

interface TermRecord {
  site: string
  from: string
  to: string
  lang: Language
}
