import type { Device, LatestAnswer } from '@forewarn/shared/api.ts'
import { mkdir, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { buildConsole } from '../build.ts'
import { launch, signIn, visit, whatIsMissing } from './browser.ts'
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

const PICTURES = [
  { file: 'devices.png', path: '/devices', ready: 'table.devices', height: 760 },
  { file: 'device.png', path: '/devices/d1', ready: '.plot canvas', height: 1400 },
] as const

const missing = whatIsMissing()
if (missing !== null) throw new Error(`no pictures can be taken here: ${missing}`)
await mkdir(FOLDER, { recursive: true })
const stub = await createStubCollector(await buildConsole(), school(Date.now()))
stub.answer = withoutCamera
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
