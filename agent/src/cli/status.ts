import { identityPath, readIdentity } from '../identity.ts'
import { inspectSpool, recallFrom } from '../spool/inspect.ts'
import { readPlace, SYSTEM_LOG_PLACE } from '../watchers/system-log.linux.ts'
import { CommandError, EXIT } from './exit.ts'
import type { AgentSettings } from './program.ts'

/** Prints what the data folder tells, whether or not an agent is running on it. */
export function status({ data }: AgentSettings, asJson: boolean): void {
  const identity = readIdentity(data)
  const spool = inspectSpool(data)
  const systemLog = tellPlace(data)
  if (asJson) {
    // The key stays where it is.
    const told =
      identity === null
        ? null
        : { device: identity.device, address: identity.address, pinned: identity.authority !== null }
    process.stdout.write(`${JSON.stringify({ identity: told, spool, systemLog })}\n`)
  } else {
    const lines = [
      identity === null
        ? `not enrolled (no ${identityPath(data)})`
        : `device ${identity.device} of ${identity.address}`,
      ...(spool === null
        ? ['no spool yet']
        : [
            `${spool.records} records waiting, ${spool.bytes} bytes; ${spool.dropped} dropped so far`,
            `last acknowledgement: ${spool.lastAckAt ?? 'never'}`,
          ]),
      ...(systemLog === null ? [] : [`system log: ${systemLog.log}, read until ${systemLog.readUntil}`]),
    ]
    process.stdout.write(`${lines.join('\n')}\n`)
  }
  if (identity === null) throw new CommandError('this device is not enrolled', EXIT.notEnrolled)
}

/** Which log was followed last, and how far in time. */
function tellPlace(data: string): { log: string; readUntil: string } | null {
  const place = readPlace(recallFrom(data, SYSTEM_LOG_PLACE))
  return place === null ? null : { log: place.log, readUntil: new Date(place.at).toISOString() }
}
