import { readFile } from 'node:fs/promises'

import { SettingsError } from './settings.ts'

/** Reads a YAML or JSON settings file. Throws `SettingsError` naming the file where it is absent, unreadable or malformed. */
export async function readSettingsFile(path: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new SettingsError([`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`])
  }
  // Loaded here, so that a program without a file does not carry the parser in memory.
  const { parse } = await import('yaml')
  try {
    return parse(text, { maxAliasCount: 100 }) as unknown
  } catch (error) {
    throw new SettingsError([`${path}: is neither YAML nor JSON: ${(error as Error).message.split('\n')[0]}`])
  }
}
