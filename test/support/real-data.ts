import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'vitest'

import { WORKSPACE } from './folders.ts'

/** Where data lies that nobody on the project made: beside the clone, unless the environment names another folder. It is not part of the project. */
export const REAL_DATA = process.env['FOREWARN_REAL_DATA'] ?? join(WORKSPACE, '..', 'shared', 'fixtures')

/** The folder of one kind of real data. A clone without it is whole, so the test is then skipped by name. */
export function realData(kind: string, context: TestContext): string {
  const folder = join(REAL_DATA, kind)
  if (!existsSync(folder)) context.skip(`needs real data of the kind "${kind}", which is not part of the project`)
  return folder
}
