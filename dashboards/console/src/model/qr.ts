import createQr from 'qrcode-generator'

/** The rim that a reader needs around the code, modules (ISO/IEC 18004). */
const QUIET = 4

/** A text as a QR code: one path on a square of `size` units, the rim included. Reads still with 15 % of it damaged. */
export function qrPath(text: string): { size: number; path: string } {
  const code = createQr(0, 'M')
  code.addData(text)
  code.make()
  const count = code.getModuleCount()
  let path = ''
  for (let row = 0; row < count; row++)
    for (let column = 0; column < count; column++) {
      if (!code.isDark(row, column)) continue
      let length = 1
      while (column + length < count && code.isDark(row, column + length)) length++
      path += `M${column + QUIET} ${row + QUIET}h${length}v1h-${length}z`
      column += length - 1
    }
  return { size: count + 2 * QUIET, path }
}
