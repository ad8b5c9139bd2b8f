import { accessSync, constants, readdirSync, readFileSync } from 'node:fs'

/** The few ways in which facts and sources read the system's files; replaced by a table in tests. */
export interface Files {
  /** The file's text, or null where it is absent or may not be read. */
  read(path: string): string | null
  /** Names in a folder, or none where it is absent. */
  list(path: string): string[]
  exists(path: string): boolean
}

export const systemFiles: Files = {
  read(path) {
    try {
      return readFileSync(path, 'latin1')
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
}
