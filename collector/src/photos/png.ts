import { crc32 } from 'node:zlib'

import { NotAPhoto } from './not-a-photo.ts'

/* PNG (W3C, third edition): eight bytes, then chunks of length, name, body and check sum, up to IEND. */

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
/** What is needed to draw it: head, palette, transparency, colours' meaning, data, end. */
const NEEDED: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'sRGB', 'cHRM', 'IDAT', 'IEND'])

/** The picture alone: no text, no time, no Exif, no colour profile, no animation, nothing behind its end. */
export function cleanPng(bytes: Uint8Array): { width: number; height: number; body: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!SIGNATURE.every((byte, at) => bytes[at] === byte)) throw new NotAPhoto('it is no PNG')
  const kept: Uint8Array[] = [SIGNATURE]
  let size: { width: number; height: number } | null = null
  let data = 0
  for (let at = SIGNATURE.length; ;) {
    const length = view.getUint32(at)
    const end = at + 12 + length
    if (end > bytes.length) throw new RangeError()
    const name = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1')
    if ((size === null) !== (name === 'IHDR')) throw new NotAPhoto('it is no PNG')
    if (NEEDED.has(name)) {
      if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) throw new NotAPhoto('it is damaged')
      if (name === 'IHDR') {
        if (length !== 13) throw new NotAPhoto('it is no PNG')
        size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) }
      }
      if (name === 'IDAT') data += length
      kept.push(bytes.subarray(at, end))
    }
    if (name === 'IEND') break
    at = end
  }
  if (size === null || data === 0) throw new NotAPhoto('it is a PNG without a picture')
  return { ...size, body: Buffer.concat(kept) }
}
