import { decodeText } from '@forewarn/shared/evidence/windows/text.ts'

/** Text of a file, whatever it is encoded in, or null where it is no text. */
export function textOf(file: Uint8Array): string | null {
  const text = decodeText(file)
  // A text has no zeros; a few replacement characters are damage, many are another kind of file.
  const head = text.slice(0, 4096)
  if (head.includes('\0')) return null
  const strange = head.split('\uFFFD').length - 1
  return strange > head.length / 20 ? null : text
}

/** The lines that say something. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter(line => line.trim() !== '')
}
