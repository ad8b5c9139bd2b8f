/** A unit of systemd in the state "failed", and how it came to be there. */
export interface FailedUnit {
  unit: string
  /** Why systemd calls it failed: `exit-code`, `signal`, `core-dump`, `timeout`, `watchdog`, `oom-kill` …; null where it does not say. */
  result: string | null
  /** The exit status, or the number of the signal where the main process was killed by one. */
  status: number | null
  /** How often systemd has started it again by itself. */
  restarts: number | null
  /** When it failed, by the wall clock, ms. */
  since: number | null
}

/** What a unit's name may consist of (systemd.unit(5)); the longest is 255 characters. */
const UNIT = /^[\w:.\\@-]{1,255}$/
const TYPE = /\.(service|socket|mount|automount|swap|timer|path|target|scope|slice|device)$/
/**
 * Instances that name a device, a number or an interface. Any other may be a person, as in `vnc@alice.service`: the name of the template
 * says enough.
 */
const HARMLESS_INSTANCE =
  /^(tty\w{0,8}|:?\d[\d:.-]{0,15}|dev-[\w\\-]{1,40}|(eth|en|wl|ww|br|bond|vlan|wg|tun|tap)\w{0,12}|sd[a-z]\d*|nvme\w{1,10}|md\d+)$/
/** Mount units are named after their folder, which may be somebody's. */
const PRIVATE_MOUNT = /^(home|root|media|run-media|run-user|mnt|Users)-?.*\.(auto)?mount$/

/** Names in the output of `systemctl list-units --plain --no-legend`, whose first column they are; old versions put a mark before it. */
export function parseUnitList(text: string): string[] {
  const names = text.split('\n').map(line => /^[^\w\\-]*(\S+)/.exec(line)?.[1] ?? '')
  return [...new Set(names.filter(name => UNIT.test(name) && TYPE.test(name)))]
}

/** The blocks of `systemctl show` with these properties, one per unit, apart by empty lines. */
export const UNIT_PROPERTIES = 'Id,Result,ExecMainStatus,NRestarts,StateChangeTimestamp'

export function parseUnitProperties(text: string): FailedUnit[] {
  return text.split(/\n\s*\n/).flatMap(block => {
    const properties = new Map(
      block.split('\n').map(line => {
        const equals = line.indexOf('=')
        return [line.slice(0, equals), line.slice(equals + 1).trim()] as const
      }),
    )
    const unit = properties.get('Id')
    if (unit === undefined || !UNIT.test(unit)) return []
    const result = properties.get('Result') ?? ''
    return [
      {
        unit,
        result: /^[a-z-]{1,32}$/.test(result) ? result : null,
        status: countIn(properties.get('ExecMainStatus')),
        restarts: countIn(properties.get('NRestarts')),
        since: timestampIn(properties.get('StateChangeTimestamp')),
      },
    ]
  })
}

function countIn(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null
}

/** `Wed 2026-11-25 03:06:10 UTC`, which is how systemd writes times for a program whose time zone is UTC. */
function timestampIn(text: string | undefined): number | null {
  const [, day, time] = /^\w{3} (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/.exec(text ?? '') ?? []
  const at = day === undefined ? Number.NaN : Date.parse(`${day}T${time}Z`)
  return Number.isNaN(at) || at <= 0 ? null : at
}

/** A unit's name as it may leave the machine. */
export function publicName(unit: string): string {
  const type = TYPE.exec(unit)?.[0] ?? ''
  if (PRIVATE_MOUNT.test(unit)) return `…${type}`
  const [, template, instance] = /^([^@]*)@(.+)\.\w+$/.exec(unit) ?? []
  if (template === undefined || instance === undefined || HARMLESS_INSTANCE.test(instance)) return unit
  return `${template}@…${type}`
}
