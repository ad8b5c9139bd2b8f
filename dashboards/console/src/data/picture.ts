/** Long enough to read a label on a photo of a whole board. */
const LONGEST_SIDE = 1600
const QUALITY = 0.82

/**
 * A photo as it is sent: drawn anew, so that it is small, stands upright and says neither where nor with what it was taken. Null where the
 * browser cannot read the file.
 */
export async function shrinkPicture(file: Blob): Promise<{ canvas: HTMLCanvasElement; blob: Blob } | null> {
  let bitmap: ImageBitmap
  try {
    bitmap = await createImageBitmap(file)
  } catch {
    return null
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
  return blob === null ? null : { canvas, blob }
}
