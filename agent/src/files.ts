import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs'

/** The few ways in which facts and sources read the system's files; replaced by a table in tests. */
export interface Files {
  /** The file's text, or null where it is absent or may not be read. */
  read(path: string): string | null
  /** The last so many bytes of a file as text of one character a byte, or null where it is absent or may not be read. */
  tail(path: string, bytes: number): string | null
  /** When a file or folder was last changed by the machine's wall clock, ms; null where it is absent. */
  modified(path: string): number | null
  /** Names in a folder, or none where it is absent. */
  list(path: string): string[]
  exists(path: string): boolean
  /** Where a symbolic link points, or null where there is none or it may not be read. */
  link(path: string): string | null
}

/** What is read at once, bytes. Kernel files are shorter and have no size to be known beforehand, so they are read until they end. */
const page = Buffer.alloc(64 * 1024)

export const systemFiles: Files = {
  read(path) {
    let file: number | null = null
    try {
      file = openSync(path, 'r')
      let text = ''
      for (;;) {
        const bytes = readSync(file, page, 0, page.length, null)
        if (bytes === 0) return text
        text += page.toString('latin1', 0, bytes)
      }
    } catch {
      return null
    } finally {
      if (file !== null) closeSync(file)
    }
  },
  tail(path, bytes) {
    let file: number | null = null
    try {
      file = openSync(path, 'r')
      const { size } = fstatSync(file)
      const buffer = Buffer.alloc(Math.min(size, bytes))
      const read = readSync(file, buffer, 0, buffer.length, size - buffer.length)
      return buffer.toString('latin1', 0, read)
    } catch {
      return null
    } finally {
      if (file !== null) closeSync(file)
    }
  },
  modified(path) {
    try {
      return statSync(path).mtimeMs
    } catch {
      return null
    }
  },
  list(path) {
    try {
      return readdirSync(path)
    } catch {
      return []
    }
  },
  exists(path) {
    try {
      accessSync(path, constants.F_OK)
      return true
    } catch {
      return false
    }
  },
  link(path) {
    try {
      return readlinkSync(path)
    } catch {
      return null
    }
  },
}
