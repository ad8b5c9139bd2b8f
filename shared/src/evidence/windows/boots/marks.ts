import type { WindowsEvent } from '../event.ts'
import { dataOf, isSet, isTrue, numberOf, timeOf } from '../fields.ts'
import { askOf, type Ask } from './ask.ts'
import { bugcheckOf, dirtyOf, lastAliveOf, type Bugcheck, type Dirty } from './crash-marks.ts'
import { sleepKindOf, type SleepKind } from './sleep-kind.ts'

/** What an event of the System log tells about starts and stops of the machine. */
export type Mark = { at: number; recordId: number | null } & Telling

type Telling =
  /** The kernel started (Kernel-General 12). */
  | { tells: 'kernel' }
  /** How it started (Kernel-Boot 27): 0 in full, 1 by fast startup, 2 out of hibernation. */
  | { tells: 'boot-type'; type: number }
  /** The kernel's own note of how the run before ended (Kernel-Boot 20). */
  | { tells: 'shutdown-was'; good: boolean }
  /** The saved session could not be used (Kernel-Boot 16 and 29). */
  | { tells: 'resume-failed' }
  /** The event log's service started (EventLog 6005), which it tells together with the system's version (6009). */
  | { tells: 'log-open' }
  | { tells: 'version' }
  /** The event log's service stopped (EventLog 6006). */
  | { tells: 'log-closed' }
  /** The event log was not closed in order (EventLog 6008); `lastAlive` is the time it last wrote down that it was there. */
  | { tells: 'unexpected'; lastAlive: number | null }
  /** The machine came up without having gone down in order (Kernel-Power 41). */
  | ({ tells: 'dirty' } & Dirty)
  /** A crash was recorded (BugCheck 1001). */
  | ({ tells: 'bugcheck' } & Bugcheck)
  /** A crash could not be recorded (volmgr 161). */
  | { tells: 'dump-failed' }
  /** Somebody or something asked for the shutdown (User32 1074). */
  | { tells: 'asked'; ask: Ask }
  /** The kernel began to go down (Kernel-Power 109). */
  | { tells: 'power-off' }
  /** The kernel went down (Kernel-General 13). */
  | { tells: 'kernel-stop' }
  /** Into sleep (Kernel-Power 42) and out of it (107, by the clock as it stood when falling asleep). */
  | { tells: 'asleep'; how: SleepKind }
  | { tells: 'awake' }
  /** What Windows makes of a sleep afterwards (Power-Troubleshooter 1). */
  | { tells: 'slept'; to: number | null; how: SleepKind }
  /** Into modern standby (Kernel-Power 506) and out of it (507). */
  | { tells: 'standby' }
  | { tells: 'standby-over' }
  /** The clock was moved (Kernel-General 1). */
  | { tells: 'clock'; from: number; to: number }
  /** The log was emptied (Eventlog 104). */
  | { tells: 'cleared' }

/** The mark an event is, or null for all others. By provider and id; texts are never read. */
export function markOf(event: WindowsEvent): Mark | null {
  const telling = tellingOf(event)
  return telling === null ? null : { at: event.at, recordId: event.recordId, ...telling }
}

function tellingOf(event: WindowsEvent): Telling | null {
  switch (event.provider.toLowerCase()) {
    case 'microsoft-windows-kernel-general':
      return kernelGeneral(event)
    case 'microsoft-windows-kernel-boot':
      return kernelBoot(event)
    case 'microsoft-windows-kernel-power':
      return kernelPower(event)
    case 'eventlog':
      return eventLog(event)
    case 'microsoft-windows-eventlog': {
      // Told of every log; only that of the System log leaves a hole here.
      const log = event.userData.find(([path]) => path?.endsWith('/Channel'))?.[1]
      return event.id === 104 && log === 'System' ? { tells: 'cleared' } : null
    }
    // Microsoft-Windows-WER-SystemErrorReporting is called BugCheck by its source. "Windows Error Reporting" 1001 tells of programs.
    case 'microsoft-windows-wer-systemerrorreporting':
    case 'bugcheck':
      return event.id === 1001 ? { tells: 'bugcheck', ...bugcheckOf(event) } : null
    case 'microsoft-windows-power-troubleshooter':
      return event.id === 1 ? slept(event) : null
    case 'volmgr':
      return event.id === 161 ? { tells: 'dump-failed' } : null
    case 'user32':
      return event.id === 1074 ? { tells: 'asked', ask: askOf(event) } : null
    default:
      return null
  }
}

function kernelGeneral(event: WindowsEvent): Telling | null {
  if (event.id === 12) return { tells: 'kernel' }
  if (event.id === 13) return { tells: 'kernel-stop' }
  if (event.id !== 1) return null
  const [from, to] = [timeOf(dataOf(event, 'OldTime', 1)), timeOf(dataOf(event, 'NewTime', 0))]
  return from === null || to === null ? null : { tells: 'clock', from, to }
}

function kernelBoot(event: WindowsEvent): Telling | null {
  if (event.id === 16 || event.id === 29) return { tells: 'resume-failed' }
  if (event.id === 20) return { tells: 'shutdown-was', good: isTrue(event, 'LastShutdownGood') }
  const type = event.id === 27 ? numberOf(event, 'BootType', 0) : null
  return type === null ? null : { tells: 'boot-type', type }
}

function kernelPower(event: WindowsEvent): Telling | null {
  switch (event.id) {
    case 41:
      return { tells: 'dirty', ...dirtyOf(event) }
    case 42:
      return { tells: 'asleep', how: sleepKindOf(numberOf(event, 'TargetState', 0) ?? 0) }
    case 107:
      return { tells: 'awake' }
    case 109:
      return { tells: 'power-off' }
    case 506:
      return { tells: 'standby' }
    case 507:
      return { tells: 'standby-over' }
    default:
      return null
  }
}

/** A machine that slept and lost power wakes up from the copy on its disk, where it has one. */
function slept(event: WindowsEvent): Telling {
  const to = timeOf(dataOf(event, 'WakeTime'))
  const how = sleepKindOf(numberOf(event, 'TargetState') ?? 0)
  const wasRead = isSet(dataOf(event, 'HiberReadDuration'))
  return { tells: 'slept', to, how: how === 'sleep' && wasRead ? 'hibernate' : how }
}

function eventLog(event: WindowsEvent): Telling | null {
  switch (event.id) {
    case 6005:
      return { tells: 'log-open' }
    case 6006:
      return { tells: 'log-closed' }
    case 6008:
      return { tells: 'unexpected', lastAlive: lastAliveOf(event.binary) }
    case 6009:
      return { tells: 'version' }
    default:
      return null
  }
}
