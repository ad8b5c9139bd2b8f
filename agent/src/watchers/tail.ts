import { open } from 'node:fs/promises'

/** So much is read in one go, bytes; what is more waits for the next look. */
const BYTES_PER_LOOK = 1024 * 1024
const PIECE_BYTES = 64 * 1024
/** A line that is longer is passed over, bytes. */
const LONGEST_LINE = 64 * 1024
const NEWLINE = 0x0a

/**
 * The end of a file that grows. A place in it is always the beginning of a line; a line that is not yet finished is read again. Opened in the
 * middle, it begins with the first whole line.
 */
export async function openTail(path: string, from: number) {
  const file = await open(path, 'r')
  const { ino: inode } = await file.stat()
  const piece = Buffer.alloc(PIECE_BYTES)
  let rest = Buffer.alloc(0)
  /** Where `rest` begins. */
  let offset = from
  /** The line that is being read was cut off at its beginning or is too long. */
  let isTorn = from > 0 && !(await endsLine(from))

  async function endsLine(at: number): Promise<boolean> {
    const { bytesRead } = await file.read(piece, 0, 1, at - 1)
    return bytesRead === 1 && piece[0] === NEWLINE
  }

  function cut(onLine: (line: string, after: number) => void): void {
    let start = 0
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE, start)) {
      const line = rest.toString('utf8', start, end)
      offset += end + 1 - start
      start = end + 1
      if (!isTorn) onLine(line, offset)
      isTorn = false
    }
    rest = Buffer.from(rest.subarray(start))
    if (rest.length <= LONGEST_LINE) return
    offset += rest.length
    rest = Buffer.alloc(0)
    isTorn = true
  }

  return {
    inode,
    /** Where the next line begins, bytes. */
    offset: (): number => offset,
    /** Hands on every finished line with the place after it; false where there is more than one look takes. */
    async read(onLine: (line: string, after: number) => void): Promise<boolean> {
      for (let bytes = 0; bytes < BYTES_PER_LOOK;) {
        const { bytesRead } = await file.read(piece, 0, piece.length, offset + rest.length)
        if (bytesRead === 0) return true
        bytes += bytesRead
        rest = Buffer.concat([rest, piece.subarray(0, bytesRead)])
        cut(onLine)
      }
      return false
    },
    /** Begins anew: the file was emptied. */
    rewind(): void {
      offset = 0
      rest = Buffer.alloc(0)
      isTorn = false
    },
    close: () => file.close(),
  }
}

export type Tail = Awaited<ReturnType<typeof openTail>>
