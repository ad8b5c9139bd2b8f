import { cleanJpeg } from './jpeg.ts'
import { NotAPhoto } from './not-a-photo.ts'
import { cleanPng } from './png.ts'
import { cleanWebp } from './webp.ts'

/** A picture that holds nothing but the picture: no place, no camera, no thumbnail, no text, nothing behind its end. */
export interface CleanPhoto {
  type: 'image/jpeg' | 'image/png' | 'image/webp'
  width: number
  height: number
  body: Uint8Array
}

/** More pixels than a telephone's camera has are there to fill the memory of whoever looks at them. */
const MOST_PIXELS = 120_000_000
const LONGEST_SIDE = 20_000

/**
 * Reads a picture by its content, whatever it is called, and writes it again from the parts that are needed to draw it. What is drawn is
 * not touched, so nothing here decodes pixels a stranger has sent. Throws `NotAPhoto`.
 */
export function cleanPhoto(bytes: Uint8Array): CleanPhoto {
  const photo = read(bytes)
  const { width, height } = photo
  if (width < 1 || height < 1 || width > LONGEST_SIDE || height > LONGEST_SIDE || width * height > MOST_PIXELS)
    throw new NotAPhoto('its size in pixels is not one of a photo')
  return photo
}

function read(bytes: Uint8Array): CleanPhoto {
  const starts = (...magic: number[]): boolean => magic.every((byte, at) => bytes[at] === byte)
  try {
    if (starts(0xff, 0xd8, 0xff)) return { type: 'image/jpeg', ...cleanJpeg(bytes) }
    if (starts(0x89, 0x50, 0x4e, 0x47)) return { type: 'image/png', ...cleanPng(bytes) }
    if (starts(0x52, 0x49, 0x46, 0x46)) return { type: 'image/webp', ...cleanWebp(bytes) }
  } catch (error) {
    // Reading past the end of a torn file.
    if (error instanceof RangeError) throw new NotAPhoto('it is cut off', { cause: error })
    throw error
  }
  throw new NotAPhoto('it is neither JPEG, PNG nor WebP')
}
