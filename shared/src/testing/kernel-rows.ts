import { describe, expect, test } from 'vitest'

import { readKernelMessage } from '../evidence/kernel.ts'
import type { EventName } from '../events.ts'

export type KernelRow = [line: string, name: EventName, attributes: Record<string, unknown>]

/** Every line of a table is the finding beside it, with exactly these attributes and evidence of its own. */
export function holds(subject: string, rows: KernelRow[]): void {
  describe(subject, () => {
    test.each(rows)('%s', (line, name, attributes) => {
      const found = readKernelMessage(line)
      const { evidence, ...rest } = found?.attributes ?? {}
      expect({ name: found?.name, ...rest }).toEqual({ name, ...attributes })
      expect(String(evidence).length).toBeGreaterThan(10)
    })
  })
}
