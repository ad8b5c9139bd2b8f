/** A value of an event and the name its provider gave it; old providers give none and mean the position. */
export type Field = readonly [name: string | null, value: string]

/**
 * One event of a Windows event log, from XML or from an `.evtx` file. The computer's name and the user it ran for are not kept. The
 * values are raw and may name people, files and windows: what leaves this folder is chosen field by field.
 */
export interface WindowsEvent {
  /** As written: `disk` and `Disk` both occur. */
  provider: string
  id: number
  /** The upper half of the id of classic providers. */
  qualifiers: number | null
  version: number
  /** 1 critical, 2 error, 3 warning, 4 information; 0 always logged. */
  level: number
  task: number
  /** When it happened by the machine's wall clock, ms. */
  at: number
  /** Its number in its channel, in the order of writing; null where the source leaves it out. */
  recordId: number | null
  channel: string
  /** EventData, in order. */
  data: readonly Field[]
  /** The classic providers' bytes beside the data, in hex. */
  binary: string | null
  /** UserData as paths of its elements, such as `LogFileCleared/Channel`. */
  userData: readonly Field[]
}
