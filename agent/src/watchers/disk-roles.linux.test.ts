import { describe, expect, test } from 'vitest'

import { fakeFiles } from '../testing/fake-files.ts'
import { createDiskRoles } from './disk-roles.linux.ts'

const PCI = '../../devices/pci0000:00'

/** A machine with its system on an encrypted volume on sda, a second SATA disk, an NVMe drive, a stick, and a loop device. */
const LINKS: Record<string, string> = {
  '/sys/class/block/sda': `${PCI}/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda`,
  '/sys/class/block/sda2': `${PCI}/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda/sda2`,
  '/sys/class/block/sdb': `${PCI}/0000:00:17.0/ata2/host1/target1:0:0/1:0:0:0/block/sdb`,
  '/sys/class/block/sdc': `${PCI}/0000:00:14.0/usb1/1-4/1-4:1.0/host6/target6:0:0/6:0:0:0/block/sdc`,
  '/sys/class/block/sdc1': `${PCI}/0000:00:14.0/usb1/1-4/1-4:1.0/host6/target6:0:0/6:0:0:0/block/sdc/sdc1`,
  '/sys/class/block/nvme0n1': `${PCI}/0000:00:1d.0/0000:03:00.0/nvme/nvme0/nvme0n1`,
  '/sys/class/block/dm-0': '../../devices/virtual/block/dm-0',
  '/sys/class/block/loop0': '../../devices/virtual/block/loop0',
  '/sys/dev/block/253:0': '../../devices/virtual/block/dm-0',
  '/sys/dev/block/8:2': `${PCI}/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda/sda2`,
}
const SLAVES = { '/sys/class/block/dm-0/slaves/sda2': '' }

function machine(mountinfo: string, gone: string[] = []) {
  const links = { ...LINKS }
  const table: Record<string, string> = { ...SLAVES, '/proc/self/mountinfo': mountinfo }
  for (const path of Object.keys(links)) table[path] = ''
  const roles = createDiskRoles(fakeFiles(table, links))
  roles.refresh()
  for (const path of gone) {
    delete links[path]
    delete table[path]
  }
  return roles
}

const ENCRYPTED =
  '20 1 253:0 / / rw,relatime shared:1 - ext4 /dev/mapper/root rw\n30 20 8:33 / /media rw - vfat /dev/sdc1 rw\n'

describe('what a device is to its machine', () => {
  const roles = machine(ENCRYPTED)

  test.each([
    ['sda', 'system'],
    ['sda2', 'system'],
    ['dm-0', 'system'],
    ['ata1', 'system'],
    ['0:0:0:0', 'system'],
    ['sdb', 'data'],
    ['ata2', 'data'],
    ['nvme0', 'data'],
    ['nvme0n1', 'data'],
    ['sdc1', 'usb'],
    ['6:0:0:0', 'usb'],
    ['host6', 'usb'],
    ['sr0', 'optical'],
    ['sdz', 'unknown'],
    ['ata9', 'unknown'],
    ['', 'unknown'],
  ])('%s: %s', (device, role) => {
    expect(roles.roleOf(device)).toBe(role)
  })

  test('a partition that is mounted as it is', () => {
    expect(machine('20 1 8:2 / / rw - ext4 /dev/sda2 rw\n').roleOf('sda2')).toBe('system')
  })

  test('a file system with a number of its own is found by its device', () => {
    expect(machine('20 1 0:29 /@ / rw - btrfs /dev/sda2 rw,subvol=/@\n').roleOf('sda')).toBe('system')
  })

  test('a root that is no disk leaves all of them data', () => {
    expect(machine('20 1 0:29 / / rw - overlay overlay rw\n').roleOf('sda')).toBe('data')
  })

  test('a disk that is gone is what it was', () => {
    const gone = machine(ENCRYPTED, [
      '/sys/class/block/sda',
      '/sys/class/block/sdc',
      '/sys/dev/block/253:0',
      '/sys/class/block/dm-0',
    ])
    expect([gone.roleOf('sda'), gone.roleOf('ata1'), gone.roleOf('sdc1')]).toEqual(['system', 'system', 'usb'])
  })

  test('a stick that came and went between two looks is known from the log', () => {
    const roles = machine(ENCRYPTED)
    roles.learn('scsi host9: usb-storage 1-2:1.0')
    roles.learn('sd 9:0:0:0: [sdq] Attached SCSI removable disk')
    expect(roles.roleOf('sdq')).toBe('usb')
  })
})
