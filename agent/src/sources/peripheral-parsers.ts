/** Names longer than this are cut; no maker's name needs more. */
const NAME_LENGTH = 64
/** More than this in one of the kernel's lists is not read. */
const MOST_LINES = 4_096

/** A name as a device gives it, in one line of printable characters; null where nothing is left. Files are read as Latin-1, devices write UTF-8. */
export function deviceName(bytes: string | null | undefined): string | null {
  const text = Buffer.from(bytes ?? '', 'latin1').toString()
  const line = text.replaceAll(/[\p{C}\s\uFFFD]+/gu, ' ').trim()
  return line === '' ? null : Array.from(line).slice(0, NAME_LENGTH).join('').trim()
}

/** `vvvv:pppp` in lower-case hex, from two texts of hex digits; null for anything else, and for the zeros of what is not on USB. */
export function usbIdOf(vendor: string | null | undefined, product: string | null | undefined): string | null {
  const id = `${vendor?.trim() ?? ''}:${product?.trim() ?? ''}`.toLowerCase()
  return /^[0-9a-f]{4}:[0-9a-f]{4}$/.test(id) && id !== '0000:0000' ? id : null
}

export interface InputDevice {
  name: string | null
  usbId: string | null
  /** It points at the picture itself and tells several fingers apart. */
  touch: boolean
}

/** `Bus=` of an input device on USB, and the codes that make a touch screen (linux/input.h, linux/input-event-codes.h). */
const BUS_USB = '0003'
const PROP_DIRECT = 1n << 0x01n
const ABS_MT_POSITION_X = 1n << 0x35n

/** The blocks of /proc/bus/input/devices. */
export function parseInputDevices(text: string): InputDevice[] {
  return text.split('\n\n').flatMap(block => {
    const [, bus, vendor, product] = /^I: Bus=(\w{4}) Vendor=(\w{4}) Product=(\w{4})/m.exec(block) ?? []
    if (bus === undefined) return []
    const direct = (bitmap(/^B: PROP=(.*)$/m.exec(block)?.[1]) & PROP_DIRECT) !== 0n
    const fingers = (bitmap(/^B: ABS=(.*)$/m.exec(block)?.[1]) & ABS_MT_POSITION_X) !== 0n
    return [
      {
        name: deviceName(/^N: Name="(.*)"$/m.exec(block)?.[1]),
        usbId: bus === BUS_USB ? usbIdOf(vendor, product) : null,
        touch: direct && fingers,
      },
    ]
  })
}

/** A bit map in hex, highest word first. Both maps read here fit into 64 bits: one word, or two on a machine of 32 bits. */
function bitmap(text: string | undefined): bigint {
  const words = text?.trim().split(' ') ?? []
  if (words.length > 2 || !words.every(word => /^[0-9a-f]{1,16}$/.test(word))) return 0n
  return words.reduce((bits, word) => (bits << 32n) | BigInt(`0x${word}`), 0n)
}

/** What software makes up of sound (ALSA's loopback and test cards). */
const MADE_UP = /^(Loopback|Dummy|VirMIDI)\b/

/** Sound cards by number in /proc/asound/cards: ` 1 [C525   ]: USB-Audio - HD Webcam C525`, and a second line that says where. */
export function parseSoundCards(text: string): Map<number, string> {
  const cards = new Map<number, string>()
  for (const line of text.split('\n').slice(0, MOST_LINES)) {
    const [, number, driver, name] = /^ {0,2}(\d{1,3}) \[[^\]]*\]: (\S+) - (.*)$/.exec(line) ?? []
    if (number !== undefined && !MADE_UP.test(driver!)) cards.set(Number(number), deviceName(name) ?? driver!)
  }
  return cards
}

/** Numbers of the cards that play, and of those that record: `00-00: ALC897 : ALC897 : playback 1 : capture 1` in /proc/asound/pcm. */
export function parsePcm(text: string): { playing: Set<number>; recording: Set<number> } {
  const playing = new Set<number>()
  const recording = new Set<number>()
  for (const line of text.split('\n').slice(0, MOST_LINES)) {
    const card = /^(\d{1,3})-\d{1,3}: /.exec(line)?.[1]
    if (card === undefined) continue
    if (/: playback \d/.test(line)) playing.add(Number(card))
    if (/: capture \d/.test(line)) recording.add(Number(card))
  }
  return { playing, recording }
}

/** Where the four descriptors of an EDID lie and how long one is, bytes; 0xfc marks the name (VESA E-EDID 1.4, 3.10). */
const DESCRIPTORS = [54, 72, 90, 108]
const DESCRIPTOR_LENGTH = 18
const NAME_TAG = 0xfc
const EDID_HEADER = '\u0000ÿÿÿÿÿÿ\u0000'

/** The name a display gives itself; without one its maker's three letters and product number. */
export function edidName(edid: string): string | null {
  if (edid.length < 128 || !edid.startsWith(EDID_HEADER)) return null
  for (const at of DESCRIPTORS) {
    const descriptor = edid.slice(at, at + DESCRIPTOR_LENGTH)
    if (!descriptor.startsWith('\0\0\0') || descriptor.charCodeAt(3) !== NAME_TAG) continue
    const name = deviceName(descriptor.slice(5).split('\n')[0])
    if (name !== null) return name
  }
  // Three letters of five bits each, A as 1; then the product number, low byte first.
  const packed = (edid.charCodeAt(8) << 8) | edid.charCodeAt(9)
  const letters = [10, 5, 0].map(shift => String.fromCharCode(64 + ((packed >> shift) & 31))).join('')
  const product = (edid.charCodeAt(11) << 8) | edid.charCodeAt(10)
  return /^[A-Z]{3}$/.test(letters) ? `${letters} ${product.toString(16).padStart(4, '0')}` : null
}
