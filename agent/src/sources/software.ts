import type { InventoryBody } from '@forewarn/shared/record.ts'

import type { CommandResult } from '../commands.ts'
import type { Source } from '../sampler/source.ts'
import type { SourceParts } from './index.ts'

const EVERY_MS = 12 * 3_600_000
const LIMITS = { deadlineMs: 30_000, maxBytes: 256 * 1024 }
const MOST_VERSIONS = 60

/**
 * Packages whose version explains a fault: what runs the machine and its picture, what lessons are held with, and what reads the hardware.
 * Debian's, Ubuntu's, Kylin's and UOS' names; a star stands for the rest of a name.
 */
const PACKAGES = [
  ...'systemd smartmontools dmidecode xserver-xorg-core libgl1-mesa-dri nvidia-driver* nvidia-kernel-common*'.split(
    ' ',
  ),
  ...'gnome-shell plasma-desktop xfce4-session mate-session-manager lightdm gdm3 sddm'.split(' '),
  ...'ukui-session-manager kylin-os-manager dde-desktop startdde deepin-kwin-x11'.split(' '),
  ...'chromium chromium-browser google-chrome-stable firefox firefox-esr microsoft-edge-stable'.split(' '),
  ...'browser360-cn-stable org.deepin.browser uos-browser-stable qaxbrowser-safe-stable'.split(' '),
  ...'wps-office libreoffice-core onlyoffice-desktopeditors'.split(' '),
  ...'wemeet com.alibabainc.dingtalk wechat com.tencent.wechat linuxqq zoom'.split(' '),
  ...'pulseaudio pipewire fcitx5 fcitx ibus sogoupinyin vlc'.split(' '),
  ...'openssh-server chrony ntp systemd-timesyncd cups'.split(' '),
]
/** A name as a package may have it; nothing that could be an option. */
const PACKAGE = /^[a-z0-9][a-z0-9+.-]{1,63}$/

/** Versions of what is installed, from the package database. */
export function createSoftwareSource({
  files,
  commands,
  config,
}: Pick<SourceParts, 'files' | 'commands' | 'config'>): Source {
  return {
    name: 'software',
    pace: 'heavy',
    everyMs: EVERY_MS,
    deadlineMs: 40_000,
    async read(_tick, signal) {
      // Programs of interest here are often packages of the same name.
      const watched = config().watchedPrograms.flatMap(({ executables }) => executables.map(name => name.toLowerCase()))
      const names = [...new Set([...PACKAGES, ...watched.filter(name => PACKAGE.test(name))])]
      const debian = files.exists('/var/lib/dpkg/status')
      if (!debian && !files.exists('/var/lib/rpm')) return { absent: 'no package database of dpkg or rpm' }
      const [program, ...args] = debian ? DPKG : RPM
      const result = await commands.run(program, [...args, ...names], { ...LIMITS, signal })
      if (result.kind === 'missing') return { absent: `${program} is not installed` }
      return { series: [], values: [], facts: [factsOf(parseVersions(printedBy(program, result)))] }
    },
  }
}

/** Both print one line a package, and end with an error code where some are not installed. */
const DPKG = ['dpkg-query', '-W', '-f', '${Package}\\t${Version}\\t${db:Status-Status}\\n'] as const
const RPM = ['rpm', '-q', '--qf', '%{NAME}\\t%{VERSION}-%{RELEASE}\\tinstalled\\n'] as const

function printedBy(program: string, result: CommandResult): string {
  if (result.kind !== 'done') throw new Error(`${program}: ${result.kind}`)
  if (result.stdout === '')
    throw new Error(`${program}: ${result.stderr.trim().split('\n')[0] || 'it printed nothing'}`)
  return result.stdout
}

/** Name and version of what is installed; more than `MOST_VERSIONS` are not taken. */
export function parseVersions(text: string): Map<string, string> {
  const versions = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [name = '', version = '', status] = line.split('\t')
    if (status === 'installed' && PACKAGE.test(name) && /^[\x21-\x7e]{1,100}$/.test(version))
      versions.set(name, version)
    if (versions.size === MOST_VERSIONS) break
  }
  return versions
}

function factsOf(versions: Map<string, string>): InventoryBody {
  const all = Object.fromEntries([...versions].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  // Said even where it is missing: without it nothing is known of the drives.
  return { subject: 'software', facts: { smartmontools: null, ...all } }
}
