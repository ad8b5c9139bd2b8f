import { describe, expect, test } from 'vitest'

import { createDiskBook, diskOf } from './disk-book.ts'

function bookOf(...messages: string[]) {
  const book = createDiskBook()
  for (const message of messages) book.learn(message)
  return book
}

describe('which disks hang on USB', () => {
  const book = bookOf(
    'scsi host0: ahci',
    'sd 0:0:0:0: [sda] 488397168 512-byte logical blocks: (250 GB/233 GiB)',
    'usb-storage 1-4:1.0: USB Mass Storage device detected',
    'scsi host6: usb-storage 1-4:1.0',
    'sd 6:0:0:0: [sdb] Attached SCSI removable disk',
    'scsi host7: uas',
    'sd 7:0:0:0: [sdc] Attached SCSI disk',
  )

  test.each([
    ['sda', false],
    ['sda1', false],
    ['sdb', true],
    ['sdb1', true],
    ['sdc', true],
    ['6:0:0:0', true],
    ['host6', true],
    ['sdd', null],
    ['nvme0n1', null],
    ['ata1', null],
  ])('%s: %s', (device, isUsb) => {
    expect(book.isUsb(device)).toBe(isUsb)
  })

  test('a name that is given again belongs to the new disk', () => {
    const again = bookOf(
      'scsi6 : usb-storage 1-4:1.0',
      'sd 6:0:0:0: [sdb] Attached SCSI removable disk',
      'scsi host1: ahci',
      'sd 1:0:0:0: [sdb] Attached SCSI disk',
    )
    expect(again.isUsb('sdb')).toBe(false)
  })

  test('a stick that comes and goes all day fills no memory', () => {
    const book = createDiskBook()
    for (let host = 1; host <= 5_000; host++) {
      book.learn(`scsi host${host}: usb-storage 1-4:1.0`)
      book.learn(`sd ${host}:0:0:0: [sdb] Attached SCSI removable disk`)
    }
    expect(book.isUsb('sdb')).toBe(true)
    expect(book.isUsb('host1')).toBeNull()
  })
})

test.each([
  ['sda', 'sda'],
  ['sda12', 'sda'],
  ['sdaa1', 'sdaa'],
  ['nvme0n1', 'nvme0n1'],
  ['nvme0n1p2', 'nvme0n1'],
  ['mmcblk0p1', 'mmcblk0'],
  ['vda1', 'vda'],
  ['dm-0', 'dm-0'],
  ['md127', 'md127'],
  ['sr0', 'sr0'],
  ['nvme0', 'nvme0'],
])('the disk of %s is %s', (device, disk) => {
  expect(diskOf(device)).toBe(disk)
})
