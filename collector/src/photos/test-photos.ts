import { crc32, deflateSync } from 'node:zlib'

/* For tests: small pictures as cameras, telephones and people with bad intentions make them. */

/** A JPEG of one grey pixel block, with whatever segments stand before its picture and whatever hangs behind its end. */
export function jpeg({ segments = [], behind = '' }: { segments?: Buffer[]; behind?: string } = {}): Buffer {
  const hex =
    'ffdb004300' +
    '01'.repeat(64) +
    'ffc0000b080001000101011100' +
    'ffc40014000100000000000000000000000000000009' +
    'ffc40014100100000000000000000000000000000000' +
    'ffda0008010100003f00' +
    '37ff00d3' +
    'ffd9'
  return Buffer.concat([Buffer.from('ffd8', 'hex'), ...segments, Buffer.from(hex, 'hex'), Buffer.from(behind)])
}

/** A segment of a JPEG. */
export function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

/** What a camera writes: how it was held, and where it was. */
export function exif(orientation: number): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 12 + 4)
  tiff.write('II*\0', 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(1, 8)
  tiff.writeUInt16LE(0x0112, 10)
  tiff.writeUInt16LE(3, 12)
  tiff.writeUInt32LE(1, 14)
  tiff.writeUInt16LE(orientation, 18)
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from('GPS 31.2304,121.4737')]))
}

export function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body])
  const all = Buffer.alloc(4 + named.length + 4)
  all.writeUInt32BE(body.length)
  named.copy(all, 4)
  all.writeUInt32BE(crc32(named), 4 + named.length)
  return all
}

/** A PNG of one pixel. */
export function png({
  chunks = [],
  behind = '',
  width = 1,
}: { chunks?: Buffer[]; behind?: string; width?: number } = {}): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(1, 4)
  head[8] = 8
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    ...chunks,
    chunk('IDAT', deflateSync(Buffer.from([0, 128]))),
    chunk('IEND', Buffer.alloc(0)),
    Buffer.from(behind),
  ])
}

function riff(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}

/** A lossless WebP of one pixel, extended so that it can carry more. */
export function webp(chunks: [name: string, body: string][] = []): Buffer {
  const extended = Buffer.alloc(10)
  extended[0] = 0x0c
  const body = Buffer.concat([
    Buffer.from('WEBP', 'latin1'),
    riff('VP8X', extended),
    riff('VP8L', Buffer.from('2f00000000', 'hex')),
    ...chunks.map(([name, text]) => riff(name, Buffer.from(text))),
  ])
  return riff('RIFF', body)
}
