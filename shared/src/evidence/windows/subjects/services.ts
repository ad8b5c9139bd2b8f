import type { WindowsEvent } from '../event.ts'
import { dataOf, numberOf, wholeOf } from '../fields.ts'
import { findingOf, type Rules, type WindowsFinding } from '../finding.ts'
import { givenName } from '../names.ts'

/** SC_ACTION_RESTART of winsvc.h: Windows starts the service again by itself. */
const RESTART = 1
/** SERVICE_RUNNING of winsvc.h. */
const RUNNING = '4'

/** What the Service Control Manager says of services that did not start, ended with an error, or died. */
export const SERVICES: Rules = { 'service control manager': readService }

function readService(event: WindowsEvent): WindowsFinding | null {
  switch (event.id) {
    case 7000:
      return failed(event, 'start', { code: errorOf(dataOf(event, 'param2', 1)) })
    case 7009:
      return failed(event, 'start-timeout', {})
    case 7022:
      return failed(event, 'start-hung', {})
    case 7023:
    case 7024:
      return failed(event, 'error', { code: errorOf(dataOf(event, 'param2', 1)) })
    case 7031:
    case 7034:
      return failed(event, 'crashed', {
        times: numberOf(event, 'param2', 1) ?? undefined,
        recovers: event.id === 7031 && numberOf(event, 'param4', 3) === RESTART,
      })
    case 7036: {
      const { unit, state } = bytesOf(event)
      return unit !== null && state === RUNNING ? findingOf(event, 'service.recovered', 'info', { unit }) : null
    }
    default:
      return null
  }
}

/** Drivers and services that do not start are often meant for other machines; those that die were at work. */
function failed(
  event: WindowsEvent,
  result: string,
  what: Record<string, string | number | boolean | undefined>,
): WindowsFinding | null {
  const display = dataOf(event, event.id === 7009 ? 'param2' : 'param1', event.id === 7009 ? 1 : 0)
  const unit = bytesOf(event).unit ?? stable(givenName(display))
  if (unit === null) return null
  const severity = result.startsWith('start') || what['recovers'] === true ? 'warning' : 'error'
  return findingOf(event, 'service.failed', severity, { unit, result, ...what })
}

/**
 * The bytes beside the fields are the service's own name, where the fields have the one shown to people, which is translated. Behind a
 * slash, with 7036, stands its state.
 */
function bytesOf({ binary }: WindowsEvent): { unit: string | null; state: string | null } {
  const text = binary === null ? '' : Buffer.from(binary.slice(0, 1_024), 'hex').toString('utf16le')
  const match = /^([\w.$ -]{1,256})(?:\/(\d))?\0*$/.exec(text)
  return { unit: stable(givenName(match?.[1] ?? null)), state: match?.[2] ?? null }
}

/** A service that runs once per person who is logged on bears that logon's number behind its name. */
function stable(name: string | null): string | null {
  return name?.replace(/_(?:[\da-f]{4,8}|Session\d+)$/i, '') ?? null
}

/** `%%50` and `%%2147942414` are numbers of errors; Windows would put their text here. */
function errorOf(text: string | null): string | undefined {
  const code = wholeOf(text?.replace(/^%%/, '') ?? null)
  return code === null ? undefined : `0x${code.toString(16)}`
}
