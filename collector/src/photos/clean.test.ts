import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { cleanPhoto } from './clean.ts'
import { NotAPhoto } from './not-a-photo.ts'
import { chunk, exif, jpeg, png, segment, webp } from './test-photos.ts'

const SECRET = 'GPS 31.2304,121.4737 <script>alert(1)</script>'
const text = (body: Uint8Array) => Buffer.from(body).toString('latin1')

describe('what a photo tells beside its picture is gone', () => {
  test.each([
    ['a JPEG with Exif', jpeg({ segments: [exif(1)] }), 'image/jpeg'],
    [
      'a JPEG with a comment and a colour profile',
      jpeg({ segments: [segment(0xfe, Buffer.from(SECRET)), segment(0xe2, Buffer.from(SECRET))] }),
      'image/jpeg',
    ],
    ['a JPEG with a page behind its end', jpeg({ behind: `${SECRET}<html>` }), 'image/jpeg'],
    [
      'a PNG with text',
      png({ chunks: [chunk('tEXt', Buffer.from(SECRET)), chunk('eXIf', Buffer.from(SECRET))] }),
      'image/png',
    ],
    ['a PNG with an archive behind its end', png({ behind: `PK${SECRET}` }), 'image/png'],
    [
      'a WebP with Exif and XMP',
      webp([
        ['EXIF', SECRET],
        ['XMP ', SECRET],
      ]),
      'image/webp',
    ],
  ])('%s', (_what, bytes, type) => {
    const photo = cleanPhoto(bytes)
    expect(photo).toMatchObject({ type, width: 1, height: 1 })
    expect(text(photo.body)).not.toMatch(/GPS|script|PK/)
    expect(photo.body.length).toBeLessThan(bytes.length)
    // What is clean is left as it is.
    expect(Buffer.from(cleanPhoto(photo.body).body)).toEqual(Buffer.from(photo.body))
  })
  test('the picture itself is not touched', () => {
    expect(Buffer.from(cleanPhoto(jpeg()).body)).toEqual(jpeg())
    expect(Buffer.from(cleanPhoto(png()).body)).toEqual(png())
  })
  test('how the camera was held stays, and nothing else of it', () => {
    const { body } = cleanPhoto(jpeg({ segments: [exif(6)] }))
    expect(text(body)).toContain('Exif')
    expect(text(body)).not.toContain('GPS')
    expect(body[2 + 29]).toBe(6)
  })
})

describe('what is no photo is refused', () => {
  const bad = (bytes: Buffer) => {
    bytes[bytes.length - 20]! ^= 1
    return bytes
  }
  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    [
      'a page that calls itself a picture',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
    ],
    ['a GIF', Buffer.from('GIF89a/*')],
    ['a JPEG that is only its start', Buffer.from('ffd8ffe0', 'hex')],
    ['a JPEG without a picture', Buffer.concat([Buffer.from('ffd8', 'hex'), exif(1), Buffer.from('ffd9', 'hex')])],
    ['a JPEG whose segment is longer than the file', Buffer.from('ffd8ffe1ffff00', 'hex')],
    ['a PNG that is cut off', png().subarray(0, 50)],
    ['a PNG with a wrong check sum', bad(png({ chunks: [chunk('PLTE', Buffer.from('abc'))] }))],
    ['a PNG of a million pixels by one', png({ width: 1_000_000 })],
    ['a WebP that moves', webp([['ANMF', 'x']])],
    ['a WebP that is cut off', webp().subarray(0, 20)],
    ['sound', Buffer.from('RIFF\x04\0\0\0WAVE', 'latin1')],
  ])('%s', (_what, bytes) => expect(() => cleanPhoto(bytes)).toThrow(NotAPhoto))

  test('whatever a photo is changed into, it is cleaned or refused, and soon', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(jpeg({ segments: [exif(3)] }), png(), webp([['EXIF', 'x']])),
        fc.array(fc.tuple(fc.nat(250), fc.nat(255)), { maxLength: 6 }),
        (photo, changes) => {
          const bytes = Buffer.from(photo)
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
          try {
            cleanPhoto(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(NotAPhoto)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})
