import { accessSync, closeSync, constants, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'

/** The few ways in which facts and sources read the system's files; replaced by a table in tests. */
export interface Files {
  /** The file's text, or null where it is absent or may not be read. */
  read(path: string): string | null
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
