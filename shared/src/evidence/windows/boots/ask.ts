import { baseName } from '../names.ts'
import type { WindowsEvent } from '../event.ts'
import { dataOf, numberOf } from '../fields.ts'

/** Who asked for a shutdown or restart: an update, an installation, a person at the machine, or some other program. */
export interface Ask {
  by: 'update' | 'installation' | 'person' | 'program'
  /** The program that asked, by its file's name. */
  program: string | null
}

/** Reason codes of ExitWindowsEx (winuser.h, reason.h): the low half says what it was for. */
const MINOR = 0xffff
const UPDATES: readonly number[] = [0x03, 0x10, 0x11, 0x12, 0x16, 0x17, 0x18]
const INSTALLATIONS: readonly number[] = [0x02, 0x04]

/** Programs by which Windows restarts for an update, and those through which people shut down, in lower case. */
const UPDATERS = new Set(
  'trustedinstaller.exe usoclient.exe mousocoreworker.exe musnotification.exe musnotifyicon.exe wuauclt.exe setuphost.exe updateorchestrator.exe'.split(
    ' ',
  ),
)
const HANDS = new Set('explorer.exe startmenuexperiencehost.exe runtimebroker.exe logonui.exe winlogon.exe'.split(' '))

/** What User32 1074 says of who asked. Its texts are in the machine's language; the reason code and the program's name are not. */
export function askOf(event: WindowsEvent): Ask {
  // `C:\Windows\system32\winlogon.exe (HOST)`: the machine's name stands behind the path.
  const path = (dataOf(event, 'param1', 0) ?? '').slice(-1_000).replace(/ \([^()]*\)\s*$/, '')
  const program = baseName(path)
  const name = program?.toLowerCase() ?? ''
  const minor = (numberOf(event, 'param4', 3) ?? 0) & MINOR
  if (UPDATES.includes(minor) || UPDATERS.has(name)) return { by: 'update', program }
  if (INSTALLATIONS.includes(minor) || name === 'msiexec.exe') return { by: 'installation', program }
  return { by: HANDS.has(name) ? 'person' : 'program', program }
}
