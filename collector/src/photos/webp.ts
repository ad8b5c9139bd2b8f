import { NotAPhoto } from './not-a-photo.ts'

/* WebP (RFC 9649): a RIFF container of chunks, each a name, a length and a body padded to an even length. */

/** The lossy picture, the lossless one, the transparency beside a lossy one. */
const PICTURES: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'ALPH'])
const HAS_ALPHA = 0x10

/** The picture alone: Exif, XMP and colour profile are left out, an animation is refused. */
export function cleanWebp(bytes: Uint8Array): { width: number; height: number; body: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const nameAt = (at: number): string => Buffer.from(bytes.subarray(at, at + 4)).toString('latin1')
  const end = 8 + view.getUint32(4, true)
  if (nameAt(8) !== 'WEBP') throw new NotAPhoto('it is no WebP')
  if (end > bytes.length) throw new RangeError()
  const kept: Uint8Array[] = []
  let extended: Uint8Array | null = null
  let size: { width: number; height: number } | null = null
  for (let at = 12; at + 8 <= end;) {
    const name = nameAt(at)
    const length = view.getUint32(at + 4, true)
    const next = at + 8 + length + (length % 2)
    if (at + 8 + length > end) throw new RangeError()
    const chunk = bytes.subarray(at, next)
    if (name === 'ANIM' || name === 'ANMF') throw new NotAPhoto('it moves')
    if (name === 'VP8X') {
      if (length !== 10) throw new NotAPhoto('it is no WebP')
      extended = Buffer.from(chunk)
      extended[8] = chunk[8]! & HAS_ALPHA
    } else if (PICTURES.has(name)) {
      if (name !== 'ALPH') size = sizeOf(name, view, at + 8)
      kept.push(chunk)
    }
    at = next
  }
  if (size === null) throw new NotAPhoto('it is a WebP without a picture')
  if (extended !== null) kept.unshift(extended)
  const body = Buffer.concat(kept)
  const head = Buffer.from('RIFF    WEBP', 'latin1')
  head.writeUInt32LE(4 + body.length, 4)
  return { ...size, body: Buffer.concat([head, body]) }
}

/** The picture's own size, behind the start code of a lossy frame, or the signature of a lossless one. */
function sizeOf(name: string, view: DataView, at: number): { width: number; height: number } {
  if (name === 'VP8 ') {
    if ((view.getUint8(at) & 1) !== 0 || view.getUint16(at + 3) !== 0x9d01 || view.getUint8(at + 5) !== 0x2a)
      throw new NotAPhoto('it is no WebP')
    return { width: view.getUint16(at + 6, true) & 0x3fff, height: view.getUint16(at + 8, true) & 0x3fff }
  }
  if (view.getUint8(at) !== 0x2f) throw new NotAPhoto('it is no WebP')
  const bits = view.getUint32(at + 1, true)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}
