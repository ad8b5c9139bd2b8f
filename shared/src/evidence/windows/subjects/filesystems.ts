import type { WindowsEvent } from '../event.ts'
import { dataOf, numberOf } from '../fields.ts'
import { findingOf, type Rules, type WindowsFinding } from '../finding.ts'

/** What the file system says of itself by these events; 98 says it of every volume at every start, mostly that all is well. */
const NTFS: Record<number, string> = { 50: 'write-lost', 55: 'corrupt', 57: 'flush-failed', 140: 'flush-failed' }

/** A file system that found itself damaged or could not write. Names of files and volumes' labels are not kept. */
export const FILESYSTEMS: Rules = { ntfs: readNtfs, 'microsoft-windows-ntfs': readNtfs }

function readNtfs(event: WindowsEvent): WindowsFinding | null {
  if (event.id === 98) {
    const action = numberOf(event, 'CorruptionActionState', 2) ?? 0
    return action === 0 ? null : damage(event, 'needs-repair')
  }
  const code = NTFS[event.id]
  return code === undefined ? null : damage(event, code)
}

function damage(event: WindowsEvent, code: string): WindowsFinding {
  return findingOf(event, 'filesystem.error', 'error', { device: volumeOf(event), filesystem: 'ntfs', code })
}

/** `C:` or `HarddiskVolume2`. Providers of different ages have it under different names and in different places. */
function volumeOf(event: WindowsEvent): string | null {
  const told = [dataOf(event, 'DriveName'), dataOf(event, 'DeviceName'), ...event.data.map(([, value]) => value)]
  for (const pattern of [/^([A-Z]:)\\?$/i, /^(?:\\Device\\)?(HarddiskVolume\d{1,4})$/i]) {
    const volume = told.map(value => pattern.exec(value?.trim() ?? '')?.[1]).find(name => name !== undefined)
    if (volume !== undefined) return volume
  }
  return null
}
