import { api } from './api.ts'
import { setClassHours } from './class-hours.ts'
import { setHealth } from './collector.ts'
import { forgetDevices, mergeDevices, replaceDevices } from './devices.ts'
import { forgetIncidents, mergeIncidents, readIncidents } from './incidents.ts'
import { createLive } from './live.ts'
import { takeReadings } from './readings.ts'
import { refreshAll } from './resource.ts'
import { me, sessionEnded, signedIn } from './session.ts'
import { setRooms, setSites } from './sites.ts'

/*
 * The console's composition root: which answer and which push feeds which store. Pages read the stores and never the wire.
 */
export const live = createLive({
  devices: mergeDevices,
  incidents: mergeIncidents,
  readings: takeReadings,
  health: setHealth,
  opened(wasLost) {
    // Read once the link holds, so that nothing that changes in between is missed. A page that shows them says why they cannot be read.
    readIncidents().catch(() => undefined)
    if (!wasLost) return
    readHealth()
    refreshAll()
  },
})

/** Asks who is signed in. An unreachable collector leaves it open and is thrown. */
export async function restoreSession(): Promise<void> {
  try {
    signedIn(await api.whoAmI())
  } catch (error) {
    if (me() === undefined) throw error
  }
}

/** Lessons of a few days are told at once; a timetable that was changed is seen within the hour. */
const CLASS_HOURS_EVERY_MS = 3_600_000
let classHours: ReturnType<typeof setInterval> | undefined

/** What every page of a signed-in person needs. Ends with `leave`. */
export function enter(): void {
  live.start()
  readHealth()
  // Without the sites every time is shown in the default zone, which is right for most; without the rooms a place is called by its device and site.
  readPlaces().catch(() => undefined)
  readClassHours()
  classHours = setInterval(readClassHours, CLASS_HOURS_EVERY_MS)
}

export function leave(): void {
  live.stop()
  clearInterval(classHours)
  forgetDevices()
  forgetIncidents()
}

/** Ends the session here even where the collector cannot be told. */
export async function signOut(): Promise<void> {
  await api.signOut().catch(() => undefined)
  sessionEnded(true)
}

/** Reads the sites and rooms into their stores. */
export async function readPlaces(): Promise<void> {
  const [sites, rooms] = await Promise.allSettled([api.sites(), api.rooms()])
  if (sites.status === 'fulfilled') setSites(sites.value.sites)
  if (rooms.status === 'fulfilled') setRooms(rooms.value.rooms)
  for (const one of [sites, rooms]) if (one.status === 'rejected') throw one.reason
}

/** Reads the whole list of devices into the store. */
export async function readDevices(signal: AbortSignal): Promise<void> {
  replaceDevices((await api.devices(signal)).devices)
}

export function readClassHours(): void {
  // Without the lessons whoever is not heard is of unknown state, which claims too little and never too much.
  api.classHours().then(setClassHours, () => undefined)
}

function readHealth(): void {
  // A collector that does not answer is told by the lost link.
  api.health().then(setHealth, () => undefined)
}
