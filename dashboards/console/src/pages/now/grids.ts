import { computed } from '@preact/signals'

import { isClass } from '../../data/class-hours.ts'
import { now } from '../../data/clock.ts'
import { allDevices } from '../../data/devices.ts'
import { allIncidents } from '../../data/incidents.ts'
import { allSites, roomOf } from '../../data/sites.ts'
import { gridsOf, worstGrades } from '../../model/marks.ts'

/** Which sites teach now, as one text that moves only when a lesson begins or ends. */
const lessons = computed(() => {
  const at = now()
  return JSON.stringify(allSites().map(({ id }) => [id, isClass(id, at)]))
})

/** All schools as grids, as they are now. */
export const gridsNow = computed(() => {
  const byId = new Map(JSON.parse(lessons.value) as [string, boolean | null][])
  return gridsOf(allDevices(), {
    rooms: roomOf,
    grades: worstGrades(allIncidents()),
    isClass: site => byId.get(site) ?? null,
  })
})
