/** How much is looked at to tell what a text is written in, bytes. */
const HEAD = 256
/** Where more of what is beyond ASCII is broken than this, it is not UTF-8. A damaged file has a few broken places, another encoding only such. */
const BROKEN_SHARE = 0.25
const REPLACEMENT = 0xfffd

/**
 * Text as Windows programs write it: UTF-8 or UTF-16 with or without a byte-order mark, or the code page of Chinese Windows (936, read as
 * its superset GB 18030). What cannot be read becomes U+FFFD, lone surrogates too.
 */
export function decodeText(bytes: Uint8Array): string {
  const wide = utf16Of(bytes)
  if (wide !== null) return new TextDecoder(wide).decode(bytes)
  const text = new TextDecoder().decode(bytes)
  if (!text.includes('\ufffd')) return text
  return shareBroken(text) > BROKEN_SHARE ? new TextDecoder('gb18030').decode(bytes) : text
}

/** The share of what is beyond ASCII that could not be read. */
function shareBroken(text: string): number {
  let beyondAscii = 0
  let broken = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) beyondAscii++
    if (code === REPLACEMENT) broken++
  }
  return broken / beyondAscii
}

/** The kind of UTF-16, or null: told by its mark, else by the zero bytes of the markup, which is ASCII. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const head = bytes.subarray(0, HEAD)
  let even = 0
  let odd = 0
  for (const [i, byte] of head.entries()) {
    if (byte !== 0) continue
    if (i % 2 === 0) even++
    else odd++
  }
  const many = head.length / 4
  if (odd > many && odd > even * 4) return 'utf-16le'
  return even > many && even > odd * 4 ? 'utf-16be' : null
}
