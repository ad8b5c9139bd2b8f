import { finding, type Finding } from '../finding.ts'

const NAME = String.raw`[a-zA-Z][\w.-]{0,14}`
/**
 * Drivers say it each in their way: `e1000e: eth0 NIC Link is Down`, `igb 0000:01:00.0 enp1s0: igb: eth0 NIC Link is Down`,
 * `r8169 0000:02:00.0: eth0: link down`, `eth0: link up, 100Mbps, full-duplex`, `tg3 …: eth0: Link is down`.
 */
const LINK = new RegExp(
  String.raw`\b(${NAME}): (?:igb: ${NAME} |ixgbe: ${NAME} )?(?:NIC )?(?:Copper )?[Ll]ink(?: is|:)? ?(up|down)\b`,
  'i',
)
const OLD_LINK = new RegExp(String.raw`^[\w-]+: (${NAME}):? NIC (?:Copper |SerDes )?Link is (up|down)\b`, 'i')
/** Wireless: mac80211 names the interface; the address after it is not kept. */
const WIRELESS_DOWN = new RegExp(
  String.raw`^(${NAME}): (?:deauthenticat(?:ed|ing) from|disassociat(?:ed|ing) from|Connection to AP [\da-f:]+ lost)`,
)
const WIRELESS_UP = new RegExp(String.raw`^(${NAME}): associated$`)
const STUCK = new RegExp(String.raw`NETDEV WATCHDOG: (?:CPU: \d+: )?(${NAME}) \(\w+\): transmit queue \d+ timed out`)

/** A network interface that got or lost its link. */
export function readNetwork(line: string): Finding | null {
  const wired = OLD_LINK.exec(line) ?? LINK.exec(line)
  if (wired !== null) return link(wired[1]!, wired[2]!.toLowerCase() === 'up', line)
  const lost = WIRELESS_DOWN.exec(line)
  if (lost !== null) return link(lost[1]!, false, line)
  const joined = WIRELESS_UP.exec(line)
  if (joined !== null) return link(joined[1]!, true, line)
  const stuck = STUCK.exec(line)
  if (stuck === null) return null
  const what = { component: 'network', device: stuck[1]!, corrected: false, code: 'transmit-timeout' }
  return finding('hardware.error', 'warning', { ...what, evidence: line })
}

function link(device: string, up: boolean, evidence: string): Finding {
  return finding(up ? 'network.link-up' : 'network.link-down', up ? 'info' : 'warning', { device, evidence })
}
