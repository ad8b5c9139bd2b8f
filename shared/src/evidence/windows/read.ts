import type { WindowsEvent } from './event.ts'
import { isEvtx, readEvtx } from './evtx/evtx.ts'
import { decodeText } from './text.ts'
import { createEventXmlReader } from './xml.ts'

/** What was not as it should be with a file or a log, so that a person knows what the answer rests on. */
export interface WindowsNote {
  note:
    | 'damaged-events'
    /** Parts of an `.evtx` file whose checksum does not fit what they hold. */
    | 'damaged-chunks'
    /** The file ends in the middle of an event or of a part. */
    | 'truncated'
    /** An `.evtx` file that was copied while Windows wrote it. */
    | 'not-closed'
    /** Events that came twice, because exports overlap. */
    | 'copies'
    /** Record ids that began again with other events: the disk was rolled back between two exports. */
    | 'rolled-back'
    | 'log-cleared'
  count: number
}

/** Reads a file of Windows events, XML or `.evtx`, told apart by their content; null where it is neither. */
export function readWindowsFile(bytes: Uint8Array): { events: WindowsEvent[]; notes: WindowsNote[] } | null {
  return isEvtx(bytes) ? fromEvtx(bytes) : fromXml(decodeText(bytes))
}

function fromEvtx(bytes: Uint8Array): { events: WindowsEvent[]; notes: WindowsNote[] } {
  const { events, dirty, truncated, damagedChunks, damagedRecords } = readEvtx(bytes)
  const notes = [
    note('not-closed', Number(dirty)),
    note('truncated', Number(truncated)),
    note('damaged-chunks', damagedChunks),
    note('damaged-events', damagedRecords),
  ]
  return { events, notes: notes.flat() }
}

function fromXml(text: string): { events: WindowsEvent[]; notes: WindowsNote[] } | null {
  const events: WindowsEvent[] = []
  const reader = createEventXmlReader(event => events.push(event))
  reader.push(text)
  reader.end()
  const { damaged, truncated } = reader
  if (events.length === 0 && damaged === 0 && !truncated && !/<Events?[\s/>]/.test(text)) return null
  return { events, notes: [note('truncated', Number(truncated)), note('damaged-events', damaged)].flat() }
}

/** A note where there is anything to note. */
export function note(name: WindowsNote['note'], count: number): WindowsNote[] {
  return count === 0 ? [] : [{ note: name, count }]
}
