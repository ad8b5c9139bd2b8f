import { NotAPhoto } from './not-a-photo.ts'

/* JPEG (ITU-T T.81, annex B): segments of a marker, a length and a body, and after a scan's head its entropy-coded data. */

const START = 0xd8
const END = 0xd9
const SCAN = 0xda
/** Where the camera writes down where and when it was, and how it was held. */
const EXIF = 0xe1
/** Says how colours are coded; without it some pictures turn green. */
const ADOBE = 0xee

/** Quantisation, Huffman and arithmetic tables, restart interval, number of lines. */
const TABLES: ReadonlySet<number> = new Set([0xdb, 0xc4, 0xcc, 0xdd, 0xdc])
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7

/** The picture alone; of what the camera told only how it was held stays, or the picture would lie on its side. */
export function cleanJpeg(bytes: Uint8Array): { width: number; height: number; body: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kept: Uint8Array[] = [Uint8Array.of(0xff, START)]
  let size: { width: number; height: number } | null = null
  let turned = 1
  let scans = 0
  let at = 2
  for (;;) {
    if (view.getUint8(at) !== 0xff) throw new NotAPhoto('it is no JPEG')
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === END) break
    const length = view.getUint16(at + 2)
    const end = at + 2 + length
    if (length < 2 || end > bytes.length) throw new RangeError()
    const segment = bytes.subarray(at, end)
    if (marker === EXIF) turned = orientationIn(bytes.subarray(at + 4, end)) ?? turned
    else if (isFrame(marker)) {
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
      kept.push(segment)
    } else if (TABLES.has(marker) || marker === ADOBE) kept.push(marker === ADOBE ? adobe(segment) : segment)
    else if (marker === SCAN) {
      const next = endOfScan(bytes, end)
      kept.push(bytes.subarray(at, next))
      scans++
      at = next
      // A picture whose last bytes were lost on the way still shows what came.
      if (at >= bytes.length) break
      continue
    }
    at = end
  }
  if (size === null || scans === 0) throw new NotAPhoto('it is a JPEG without a picture')
  kept.push(Uint8Array.of(0xff, END))
  if (turned !== 1) kept.splice(1, 0, exifOf(turned))
  return { ...size, body: Buffer.concat(kept) }
}

/** The first marker behind entropy-coded data: in it 0xff is followed by zero, or by a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next !== undefined && next !== 0 && next !== 0xff && !isRestart(next)) return at
  }
  return bytes.length
}

/** Its fields, and nothing that was hung behind them. */
function adobe(segment: Uint8Array): Uint8Array {
  const body = Buffer.from(segment.subarray(4, 16))
  return body.length === 12 && body.toString('latin1', 0, 5) === 'Adobe'
    ? Buffer.concat([Uint8Array.of(0xff, ADOBE, 0, 14), body])
    : new Uint8Array()
}

const ORIENTATION = 0x0112

/** How the camera was held, 1 to 8, of an Exif body (TIFF 6.0, the first directory); null where it does not say. */
function orientationIn(exif: Uint8Array): number | null {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength)
  if (exif.length < 14 || view.getUint32(0) !== 0x45786966) return null
  const little = view.getUint16(6) === 0x4949
  const directory = 6 + view.getUint32(10, little)
  if (directory + 2 > exif.length) return null
  const entries = view.getUint16(directory, little)
  for (let index = 0; index < entries; index++) {
    const at = directory + 2 + index * 12
    if (at + 12 > exif.length) return null
    if (view.getUint16(at, little) !== ORIENTATION) continue
    const value = view.getUint16(at + 8, little)
    return value >= 1 && value <= 8 ? value : null
  }
  return null
}

/** An Exif segment that says how the camera was held and nothing else. */
function exifOf(orientation: number): Uint8Array {
  const body = Buffer.alloc(36)
  body.writeUInt32BE(0xffe10022, 0)
  body.write('Exif', 4, 'latin1')
  body.write('MM', 10, 'latin1')
  body.writeUInt16BE(42, 12)
  body.writeUInt32BE(8, 14)
  body.writeUInt16BE(1, 18)
  body.writeUInt16BE(ORIENTATION, 20)
  body.writeUInt16BE(3, 22)
  body.writeUInt32BE(1, 24)
  body.writeUInt16BE(orientation, 28)
  return body
}
