import { readWindowsFile, type WindowsNote } from '@forewarn/shared/evidence/windows/read.ts'
import { readWindows } from '@forewarn/shared/evidence/windows/windows.ts'

import type { Reader } from './material.ts'

const WORDS: Record<WindowsNote['note'], (count: number) => string> = {
  'damaged-events': count => `${count} damaged events were left out`,
  'damaged-chunks': count => `${count} damaged parts of the file were read as far as they hold`,
  truncated: () => 'the file ends in the middle; what stands before was read',
  'not-closed': () => 'the log was copied while Windows wrote it',
  copies: count => `${count} events came twice and count once`,
  'rolled-back': count => `record ids began again ${count} times: the disk was rolled back`,
  'log-cleared': count => `the log was cleared ${count} times; what was before is not known`,
}

/** Windows event logs: the XML of `wevtutil`, or `.evtx` files. */
export const windowsReader: Reader = {
  kind: 'Windows events',
  read(file) {
    const found = readWindowsFile(file)
    if (found === null) return null
    const { boots, sleeps, findings, notes } = readWindows(found.events)
    const slept = sleeps.length === 0 ? [] : [`the machine slept and woke up ${sleeps.length} times, which is no boot`]
    return {
      boots,
      events: findings.map(finding => ({ type: 'event', ...finding })),
      notes: [...[...found.notes, ...notes].map(({ note, count }) => WORDS[note](count)), ...slept],
    }
  },
}
