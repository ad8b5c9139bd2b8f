import type { PeripheralKind, RequiredPeripheral } from '@forewarn/shared/protocol.ts'

import type { Files } from '../files.ts'
import { deviceName, edidName, parseInputDevices, parsePcm, parseSoundCards, usbIdOf } from './peripheral-parsers.ts'
import { TOUCH_FRAMES } from './touch-frames.ts'

/** A part that can be plugged in and pulled out. */
export interface Peripheral {
  kind: PeripheralKind
  name: string
  /** `vvvv:pppp`; null for what is not on USB. */
  usbId: string | null
  /** Changes when the part came anew between two looks; null where nothing tells. */
  generation: string | null
}

/** More parts than a classroom's terminal has; what comes after them is not told apart. */
const MOST_PERIPHERALS = 64
const HUB_CLASS = '09'
const USB = '/sys/bus/usb/devices'
const CAMERAS = '/sys/class/video4linux'
const DISPLAYS = '/sys/class/drm'
/** Video devices that are no cameras: decoders, encoders and teletext. */
const NO_CAMERA = /codec|decod|encod|[-_](dec|enc)\b|\bvpu\b|m2m|vbi/i

interface UsbDevice {
  usbId: string
  name: string
  hub: boolean
  generation: string
}

/** Reads which parts are there, from what the kernel lists, without starting anything or touching a device. Null where it lists nothing. */
export function createPeripheralReader(files: Files): () => Peripheral[] | null {
  /** What a device says of itself stays as long as its number on the bus does. */
  const seen = new Map<string, UsbDevice>()

  function usbDevices(): UsbDevice[] {
    const keys = new Set<string>()
    // Interfaces have a colon in their names, root hubs begin with "usb".
    for (const entry of files.list(USB).filter(name => /^\d[\d.-]*$/.test(name))) {
      const number = files.read(`${USB}/${entry}/devnum`)?.trim()
      if (number === undefined) continue
      const key = `${entry}#${number}`
      keys.add(key)
      if (!seen.has(key)) remember(key, `${USB}/${entry}`)
    }
    for (const key of seen.keys()) if (!keys.has(key)) seen.delete(key)
    return [...seen.values()]
  }

  function remember(key: string, folder: string): void {
    const read = (file: string): string | null => files.read(`${folder}/${file}`)
    const usbId = usbIdOf(read('idVendor'), read('idProduct'))
    if (usbId === null) return
    const name = deviceName(read('product')) ?? deviceName(read('manufacturer')) ?? usbId
    seen.set(key, { usbId, name, hub: read('bDeviceClass')?.trim() === HUB_CLASS, generation: key })
  }

  return () => {
    if (![USB, CAMERAS, DISPLAYS, '/proc/asound'].some(path => files.exists(path))) return null
    const usb = usbDevices()
    const input = parseInputDevices(files.read('/proc/bus/input/devices') ?? '')
    const touches = input.filter(({ touch, usbId }) => touch || (usbId !== null && TOUCH_FRAMES.has(usbId)))
    const frames = usb.filter(({ usbId }) => TOUCH_FRAMES.has(usbId) && touches.every(one => one.usbId !== usbId))
    // One frame has several input devices, for fingers, pen and mouse.
    const touch = [...new Map([...touches, ...frames].map(one => [one.usbId ?? one.name, one])).values()]
    const named: [PeripheralKind, { name: string | null; usbId: string | null }[]][] = [
      ['camera', cameras(files)],
      ['microphone', sounds(files, 'recording')],
      ['speaker', sounds(files, 'playing')],
      ['display', displays(files)],
      ['touch', touch],
    ]
    const covered = new Set(named.flatMap(([, devices]) => devices.map(({ usbId }) => usbId)))
    named.push(['usb', usb.filter(({ usbId, hub }) => !hub && !covered.has(usbId))])
    const generationOf = (usbId: string | null): string | null =>
      usb
        .filter(device => device.usbId === usbId)
        .map(({ generation }) => generation)
        .join(' ') || null
    return named
      .flatMap(([kind, devices]) =>
        devices.map(({ name, usbId }) => ({
          kind,
          name: name ?? usbId ?? kind,
          usbId,
          generation: generationOf(usbId),
        })),
      )
      .slice(0, MOST_PERIPHERALS)
  }
}

/** A camera has several video devices; the first of each is the one with the picture. */
function cameras(files: Files) {
  return files.list(CAMERAS).flatMap(entry => {
    const folder = `${CAMERAS}/${entry}`
    const index = files.read(`${folder}/index`)?.trim() ?? '0'
    // "Camera: Camera" is how uvcvideo repeats a name.
    const name = deviceName(files.read(`${folder}/name`)?.split(':')[0])
    if (!entry.startsWith('video') || index !== '0' || NO_CAMERA.test(name ?? '')) return []
    // device → USB interface; above it the USB device.
    const usbId = usbIdOf(files.read(`${folder}/device/../idVendor`), files.read(`${folder}/device/../idProduct`))
    return [{ name, usbId }]
  })
}

function sounds(files: Files, way: 'playing' | 'recording') {
  const able = parsePcm(files.read('/proc/asound/pcm') ?? '')[way]
  return [...parseSoundCards(files.read('/proc/asound/cards') ?? '')]
    .filter(([number]) => able.has(number))
    .map(([number, name]) => {
      const [vendor, product] = files.read(`/proc/asound/card${number}/usbid`)?.split(':') ?? []
      return { name, usbId: usbIdOf(vendor, product) }
    })
}

/** Connectors with something on them; the kernel answers from what it knows, without asking the display. */
function displays(files: Files) {
  return files.list(DISPLAYS).flatMap(entry => {
    const connector = /^card\d+-(.{1,32})$/.exec(entry)?.[1]
    if (connector === undefined || files.read(`${DISPLAYS}/${entry}/status`)?.trim() !== 'connected') return []
    const name = edidName(files.read(`${DISPLAYS}/${entry}/edid`) ?? '')
    return [{ name: name === null ? connector : `${name} (${connector})`, usbId: null }]
  })
}

/**
 * Whether a part is the one that the configuration asks for. By its id one may be asked for as a part of USB whatever it is, and a touch
 * frame may be known by nothing else.
 */
export function isRequired({ kind, usbId }: RequiredPeripheral, part: Peripheral): boolean {
  if (usbId === null) return part.kind === kind
  return part.usbId === usbId && (part.kind === kind || kind === 'usb' || (kind === 'touch' && part.kind === 'usb'))
}
