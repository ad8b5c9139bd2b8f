import type { Device, LatestAnswer } from '@forewarn/shared/api.ts'
import type { IncidentDetail, IncidentView } from '@forewarn/shared/incident-api.ts'
import { mkdir, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { buildConsole } from '../build.ts'
import { launch, signIn, visit, whatIsMissing } from './browser.ts'
import { incidents } from './incidents.ts'
import { device, latestOf } from './samples.ts'
import { createStubCollector } from './stub-collector.ts'

/*
 * `pnpm screenshots`: takes the README's pictures of the page anew, from the samples that its tests use too. Needs Chromium and a
 * Chinese font.
 */

const FOLDER = fileURLToPath(new URL('../screenshots/', import.meta.url))
/** So that a clone stays small, bytes. */
const MOST_BYTES = 200_000
const WIDTH = 1280

/** A school in English, most of it well. */
function school(now: number): Device[] {
  const { summary } = device('d1', now)
  const at = (id: string, room: string, changes: Partial<Device> = {}) =>
    device(id, now, { name: `${room} board`, siteName: 'Guyu Road Primary', roomName: room, hostname: id, ...changes })
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString()
  return [
    at('d1', 'Class 3-2'),
    at('d2', 'Class 3-1', { summary: { ...summary, cpu: 0.08, memory: 0.37, fullestVolume: 0.97 } }),
    at('d3', 'Lecture room', {
      name: 'Lecture room, main',
      role: 'lecture-room-main',
      state: 'offline',
      lastSeenAt: ago(21),
    }),
    at('d4', 'Class 2-4', { flags: ['clock-off'], clockOffsetSeconds: -312, summary: { ...summary, cpu: 0.31 } }),
    at('d6', 'Class 1-1', { summary: { ...summary, cpu: 0.12, memory: 0.51, uptimeSeconds: 3 * 86_400 } }),
    at('d7', 'Class 1-2', { summary: { ...summary, cpu: 0.05, memory: 0.33, fullestVolume: 0.42 } }),
    at('d8', 'Class 2-1', { summary: { ...summary, cpu: 0.44, memory: 0.62, fullestVolume: 0.71 } }),
    at('d9', 'Library', {
      name: 'Library PC',
      role: 'other',
      state: 'never',
      lastSeenAt: null,
      clockOffsetSeconds: null,
      agentVersion: null,
      summary: { cpu: null, memory: null, fullestVolume: null, uptimeSeconds: null },
    }),
  ]
}

/** A sound machine whose camera somebody has unplugged. */
function withoutCamera(one: Device, at: number): LatestAnswer {
  const { readings, inventory, ...rest } = latestOf(one, at)
  return {
    ...rest,
    readings: readings
      .filter(({ attributes }) => !Object.values(attributes).some(text => /[一-龥]/.test(text)))
      .map(reading =>
        reading.attributes['forewarn.peripheral'] === 'Room camera' ? { ...reading, value: 0 } : reading,
      ),
    inventory: inventory.map(fact =>
      fact.subject === 'peripherals' ? { ...fact, facts: { ...fact.facts, camera: '' } } : fact,
    ),
  }
}

/** The school's incidents in English: the camera that is missing, and others as they come. */
function told(now: number): IncidentView[] {
  const devices: Record<string, string[]> = {
    'F-18': ['d1'],
    'F-19': ['d4'],
    'F-20': ['d2'],
    'F-17': ['d6'],
    'F-16': [],
  }
  return incidents(now)
    .filter(({ id }) => id in devices)
    .map(incident => ({
      ...incident,
      devices: devices[incident.id]!,
      handler: incident.handler === null ? null : 'East crew',
      findings: incident.findings.map(finding => ({
        ...finding,
        evidence: finding.evidence.map(line => ({
          ...line,
          text: finding.rule === 'service-request' ? 'No sound from the projector' : line.text,
        })),
      })),
    }))
}

/** What was done about the restarts so far. */
function history(now: number): IncidentDetail['timeline'] {
  const entry = (minutes: number, what: string, name: string | null, rest: object = {}) => ({
    at: new Date(now - minutes * 60_000).toISOString(),
    actor: name === null ? ({ kind: 'machine' } as const) : ({ kind: 'person', name } as const),
    what,
    why: '',
    detail: {},
    ...rest,
  })
  return [
    entry(92, 'opened', null, { why: 'power-lost-once', detail: { grade: 3, rule: 'power-loss', suspected: false } }),
    entry(34, 'deepened', null, { why: 'unclean-restarts-repeat', detail: { device: 'd4' } }),
    entry(34, 'regraded', null, { why: 'unclean-restarts-repeat', detail: { from: 3, to: 2 } }),
    entry(27, 'acknowledged', 'desk'),
    entry(25, 'dispatched', 'desk', { detail: { to: 'East crew' } }),
    entry(12, 'noted', 'East crew', { why: 'On the way, with a power board' }),
  ]
}

const PICTURES = [
  { file: 'now.png', path: '/', ready: '.rooms', height: 900 },
  { file: 'incident.png', path: '/incidents/F-19', ready: '.hist li', height: 900 },
  { file: 'devices.png', path: '/devices', ready: 'table.devices', height: 760 },
  { file: 'device.png', path: '/devices/d1', ready: '.plot canvas', height: 1400 },
] as const

const missing = whatIsMissing()
if (missing !== null) throw new Error(`no pictures can be taken here: ${missing}`)
await mkdir(FOLDER, { recursive: true })
const stub = await createStubCollector(await buildConsole(), school(Date.now()))
stub.answer = withoutCamera
stub.incidents.list = told(Date.now())
stub.sites = stub.sites.map(site => ({ ...site, name: 'Guyu Road Primary' }))
stub.rooms = stub.rooms.map(room => ({ ...room, building: 'Qizhi Hall', name: 'Music room' }))
stub.incidents.histories.set('F-19', history(Date.now()))
const browser = await launch()
try {
  for (const { file, path, ready, height } of PICTURES) {
    const { page, faults, close } = await visit(browser, stub, {
      locale: 'en-GB',
      colorScheme: 'light',
      viewport: { width: WIDTH, height },
    })
    await signIn(page)
    await page.goto(`${stub.url}${path}`)
    await page.waitForSelector(ready)
    await page.waitForSelector('.sk', { state: 'detached' })
    // What changed fades for a moment.
    await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)))
    await page.screenshot({ path: `${FOLDER}${file}` })
    await close()
    const { size } = await stat(`${FOLDER}${file}`)
    if (faults.length > 0 || size > MOST_BYTES)
      throw new Error(`${file}: ${size} bytes, ${faults.join('; ') || 'no faults'}`)
    console.log(`${file}: ${size} bytes`)
  }
} finally {
  await browser.close()
  await stub.close()
}
