import { readFile } from 'node:fs/promises'

/**
 * Reads a file whose driver may take its time or never answer, as sensors and batteries do, in one of the runtime's threads, so that
 * the agent goes on. Rejects where it cannot be read.
 */
export type ReadAside = (path: string) => Promise<string>

export const readAside: ReadAside = path => readFile(path, 'latin1')
