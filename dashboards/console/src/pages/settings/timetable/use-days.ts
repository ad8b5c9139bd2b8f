import type { Timetable, TimetableDays } from '@forewarn/shared/timetable.ts'
import { useEffect, useState } from 'preact/hooks'

import { useResource } from '../../../data/resource.ts'
import { settingsApi } from '../../../data/settings-api.ts'

/** Shorter than a pause in writing. */
const PAUSE_MS = 400

/** What a timetable means day by day, asked anew when it has changed and makes sense; the last answer stays meanwhile. */
export function useDays(
  site: string,
  { timetable, isSound, from, days }: { timetable: Timetable; isSound: boolean; from?: string; days: number },
): TimetableDays | undefined {
  const [asked, ask] = useState(timetable)
  useEffect(() => {
    if (!isSound) return
    const timer = setTimeout(() => ask(timetable), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [timetable, isSound])
  const key = `days ${site} ${from ?? ''} ${days} ${JSON.stringify(asked)}`
  return useResource(key, signal =>
    settingsApi.timetableDays(site, asked, { days, ...(from === undefined ? {} : { from }) }, signal),
  ).data
}
