import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

import { buildAgent } from '../../agent/build.ts'
import { temporaryFolder, WORKSPACE } from '../support/folders.ts'
import { startSystemd } from '../support/own-systemd.ts'
import { needs } from '../support/parts.ts'
import { runProgram } from '../support/program.ts'

/** What `sense --json` prints of one source. */
interface Told {
  source: string
  outcome: 'read' | 'absent' | 'failed'
  reason: string
  readings: { metric: string; attributes: Record<string, string>; value: number | null }[]
  facts: { subject: string; facts: Record<string, string | number | boolean | null> }[]
}

const AGENT = 'agent/src/main.ts'
const SENSE = ['sense', '--once', '--json', '--data', '/nonexistent']

/** What another program says of the same thing; null where it is not installed or has nothing to say. */
function ask(program: string, ...args: string[]): string | null {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  return status === 0 ? stdout.trim() : null
}

function parseTold(output: string): Record<string, Told> {
  return Object.fromEntries((JSON.parse(output) as Told[]).map(told => [told.source, told]))
}

function factsOf(told: Told | undefined, subject: string): Told['facts'][number]['facts'] {
  return told?.facts.find(body => body.subject === subject)?.facts ?? {}
}

function valueOf(told: Told | undefined, metric: string, attribute?: string): number | null | undefined {
  return told?.readings.find(
    reading =>
      reading.metric === metric && (attribute === undefined || Object.values(reading.attributes).includes(attribute)),
  )?.value
}

test('each source that starts programs agrees with another look at the same fact', { timeout: 120_000 }, async () => {
  const { code, stdout, stderr } = await runProgram(AGENT, ...SENSE)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const told = parseTold(stdout)
  for (const source of [
    'inventory',
    'peripherals',
    'services',
    'reboot',
    'drives',
    'updates',
    'software',
    'components',
  ])
    expect([source, told[source]?.outcome, told[source]?.outcome === 'failed' ? told[source].reason : '']).toEqual([
      source,
      expect.stringMatching(/^(read|absent)$/) as string,
      '',
    ])

  // inventory
  expect(factsOf(told['inventory'], 'os')).toMatchObject({ kernel: ask('uname', '-r'), arch: ask('uname', '-m') })
  expect(factsOf(told['inventory'], 'host')['hostname']).toBe(ask('uname', '-n'))
  expect(factsOf(told['inventory'], 'cpu')['count']).toBe(cpus().length)
  const distribution = ask('lsb_release', '-ds')
  if (distribution !== null) expect(factsOf(told['inventory'], 'os')['name']).toBe(distribution)
  const total = /^Mem:\s+(\d+)/m.exec(ask('free', '-b') ?? '')?.[1]
  if (total !== undefined) expect(factsOf(told['inventory'], 'memory')['bytes']).toBe(Number(total))
  const board = ask('dmidecode', '-s', 'baseboard-product-name')
  if (board !== null && existsSync('/sys/class/dmi/id'))
    expect(factsOf(told['inventory'], 'host')['board']).toContain(board)

  // drives: the disks that stay, with their sizes
  const disks = ask('lsblk', '-dbnr', '-o', 'NAME,SIZE,TYPE,RM')
  if (disks !== null && told['drives']?.outcome === 'read') {
    const listed = disks.split('\n').flatMap(line => {
      const [name, size, type, removable] = line.split(' ')
      return type === 'disk' && removable === '0' && !/^(loop|ram|zram|dm-|md|nbd|fd)/.test(name!)
        ? [[`drive:${name!.replace(/^(nvme\d+)n\d+$/, '$1')}`, Number(size)]]
        : []
    })
    expect(told['drives'].facts.map(({ subject, facts }) => [subject, facts['bytes']])).toEqual(listed)
  }

  // services
  if (existsSync('/run/systemd/system')) {
    const failed = ask('systemctl', '--failed', '--no-legend', '--plain') ?? ''
    expect(valueOf(told['services'], 'forewarn.service.failed')).toBe(failed === '' ? 0 : failed.split('\n').length)
  } else expect(told['services']).toMatchObject({ outcome: 'absent' })

  // updates: what a simulated upgrade would do, and what it keeps back
  const simulated = existsSync('/var/lib/dpkg/status')
    ? ask('apt-get', '-s', '-o', 'Debug::NoLocking=true', 'dist-upgrade')
    : null
  if (simulated !== null) {
    const [upgraded, kept] = [/^(\d+) upgraded/m, /(\d+) not upgraded/m].map(pattern =>
      Number(pattern.exec(simulated)?.[1]),
    )
    expect(valueOf(told['updates'], 'forewarn.updates.pending')).toBe(upgraded! + kept!)
    if (kept === 0)
      expect(valueOf(told['updates'], 'forewarn.updates.security')).toBe(
        simulated.split('\n').filter(line => /^Inst \S+ \[.*-security/.test(line)).length,
      )
  }
  expect(valueOf(told['reboot'], 'forewarn.reboot.required')).toBe(Number(existsSync('/run/reboot-required')))

  // software
  const systemd = ask('dpkg-query', '-W', '-f', '${Version}', 'systemd')
  if (systemd !== null) expect(factsOf(told['software'], 'software')['systemd']).toBe(systemd)

  // peripherals
  const usb = existsSync('/sys/bus/usb/devices') ? ask('lsusb') : null
  const parts = factsOf(told['peripherals'], 'peripherals')
  if (usb === null) expect(told['peripherals']?.outcome).toBe('absent')
  else
    for (const [, id] of usb.matchAll(/ID ([0-9a-f]{4}:[0-9a-f]{4})(?!.*\bhub\b)/gi))
      if (id !== '1d6b:0002' && id !== '1d6b:0003') expect(Object.values(parts).join(' ')).toContain(id)
})

test(
  'services against a systemd of its own: what failed there, and nothing of people’s names',
  { timeout: 120_000 },
  async context => {
    needs('namespaces', context)
    needs('systemd', context)
    const machine = await startSystemd({
      'broken.service': "/bin/sh -c 'exit 7'",
      'fine.service': '/bin/true',
      'vnc@alice.service': '/bin/false',
    })
    const independent = machine.run('systemctl', '--failed', '--no-legend', '--plain', '--no-pager').trim().split('\n')
    const { services } = parseTold(machine.runAgent(...SENSE))
    expect(services?.reason).toBe('')
    expect(valueOf(services, 'forewarn.service.failed')).toBe(independent.length)
    expect(independent).toHaveLength(2)
    expect(factsOf(services, 'services')).toEqual({ failed: 'broken.service vnc@….service' })
  },
)

/** A file or, with an arrow before it, a link of a /sys like the kernel's. */
type Tree = Record<string, string>

function plant(folder: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    if (content.startsWith('→')) symlinkSync(content.slice(1), target)
    else writeFileSync(target, content)
  }
}

/** /sys of a machine with a USB camera and a portable drive, laid out and linked as the kernel does it. */
const PORT = 'devices/pci0000:00/0000:00:14.0/usb1'
const SYS: Tree = {
  [`${PORT}/1-1/devnum`]: '2\n',
  [`${PORT}/1-1/idVendor`]: '046d\n',
  [`${PORT}/1-1/idProduct`]: '0826\n',
  [`${PORT}/1-1/product`]: 'HD Webcam C525\n',
  [`${PORT}/1-1/bDeviceClass`]: 'ef\n',
  [`${PORT}/1-1/1-1:1.0/bInterfaceClass`]: '0e\n',
  [`${PORT}/1-1/1-1:1.0/video4linux/video0/name`]: 'HD Webcam C525: HD Webcam\n',
  [`${PORT}/1-1/1-1:1.0/video4linux/video0/index`]: '0\n',
  [`${PORT}/1-1/1-1:1.0/video4linux/video0/device`]: '→../../../1-1:1.0',
  'class/video4linux/video0': `→../../${PORT}/1-1/1-1:1.0/video4linux/video0`,
  'bus/usb/devices/1-1': `→../../../${PORT}/1-1`,
  'bus/usb/devices/1-1:1.0': `→../../../${PORT}/1-1/1-1:1.0`,
  [`${PORT}/1-2/devnum`]: '3\n',
  [`${PORT}/1-2/idVendor`]: '0bc2\n',
  [`${PORT}/1-2/idProduct`]: 'ab24\n',
  [`${PORT}/1-2/product`]: 'Expansion\n',
  [`${PORT}/1-2/1-2:1.0/bInterfaceClass`]: '08\n',
  [`${PORT}/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0/model`]: 'Expansion       \n',
  [`${PORT}/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0/block/sda/size`]: '1953525168\n',
  [`${PORT}/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0/block/sda/removable`]: '0\n',
  [`${PORT}/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0/block/sda/device`]: '→../../../6:0:0:0',
  'bus/usb/devices/1-2': `→../../../${PORT}/1-2`,
  'block/sda': `→../${PORT}/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0/block/sda`,
  'class/dmi/id/chassis_type': '13\n',
}

test('peripherals and drives on a /sys with the kernel’s links', { timeout: 120_000 }, context => {
  needs('namespaces', context)
  const folder = temporaryFolder()
  plant(folder, SYS)
  const script = 'mount -t tmpfs tmpfs /sys && cp -a "$1"/. /sys/ && shift && exec "$@"'
  const args = [
    '--mount',
    '--propagation',
    'private',
    'sh',
    '-c',
    script,
    'sh',
    folder,
    process.execPath,
    AGENT,
    ...SENSE,
  ]
  const told = parseTold(execFileSync('unshare', args, { cwd: WORKSPACE, encoding: 'utf8', timeout: 60_000 }))
  expect(factsOf(told['peripherals'], 'peripherals')).toMatchObject({
    camera: 'HD Webcam C525 (046d:0826)',
    usb: 'Expansion (0bc2:ab24)',
  })
  expect(valueOf(told['peripherals'], 'forewarn.peripheral.count', 'camera')).toBe(1)
  expect(factsOf(told['inventory'], 'host')['chassis']).toBe('all-in-one')
  if (told['drives']?.outcome === 'read')
    expect(factsOf(told['drives'], 'drive:sda')).toMatchObject({
      evidence: 'none',
      note: 'no SMART: a USB bridge hides it',
    })
})

test(
  'the hardware’s reader is the program itself, as source and as bundle, and no command for people',
  { timeout: 60_000 },
  async () => {
    const bundle = (await buildAgent()).slice(WORKSPACE.length)
    for (const script of [AGENT, bundle]) {
      const { code, stdout, stderr } = await runProgram(script, 'probe-hardware')
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['modules', 'graphics'])
      expect((await runProgram(script, '--help')).stdout).not.toContain('probe-hardware')
    }
    expect(readdirSync(join(WORKSPACE, dirname(bundle))).filter(name => name.endsWith('.cjs'))).toHaveLength(1)
  },
)
