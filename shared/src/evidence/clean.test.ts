import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { cleanEvidence, cleanName } from './clean.ts'

describe('a line for people to read', () => {
  test.each([
    ['tabs\tand\nlines \u0007 become  one space', 'tabs and lines become one space'],
    ['no\u200bhidden\u202emarks\ufeff', 'no hidden marks'],
    ['cannot open /home/wang/期末考试.docx: denied', 'cannot open /<path>: denied'],
    ['file="/media/wang/USB/a b.txt"', 'file="/<path> b.txt"'],
    ['x/home/wang/y', 'x/<path>'],
    ['cpuset=/a/b.scope,mems=0', 'cpuset=<path>,mems=0'],
    ['C:\\Users\\wang\\desktop\\a.exe failed', '<path> failed'],
    ['GET https://class.example/room?pupil=7 failed', 'GET <url> failed'],
    ['mail to li.wei@school.example bounced', 'mail to <mail> bounced'],
    ['from 10.20.30.40 port 22', 'from <ip> port 22'],
    ['via fe80::1ff:fe23:4567:890a and 2001:db8:0:0:8:800:200c:417a', 'via <ip> and <ip>'],
    ['wlan0: deauthenticated from AA:BB:cc:dd:ee:ff (Reason: 3)', 'wlan0: deauthenticated from <mac> (Reason: 3)'],
  ])('%j reads %j', (line, clean) => {
    expect(cleanEvidence(line)).toBe(clean)
  })

  test.each([
    'BTRFS error (device sda1): bdev /dev/sda1 errs: wr 1, rd 0, flush 0, corrupt 0, gen 0',
    'ata1.00: cmd ea/00:00:00:00:00/00:00:00:00:00/a0 tag 0',
    'ata1.00: res 40/00:00:00:4f:c2/00:00:00:00:00/40 Emask 0x4 (timeout)',
    'pcieport 0000:00:1c.5: PCIe Bus Error: severity=Corrected, type=Physical Layer',
    'INFO: task jbd2/sda1-8:123 blocked for more than 120 seconds.',
    'sd 6:0:0:0: [sdb] tag#3 FAILED Result: hostbyte=DID_OK',
    'usb 1-1: device descriptor read/64, error -71',
    'Linux version 6.1.0-18-amd64 (debian-kernel) #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1',
    'mce: [Hardware Error]: CPU 0: Machine Check: 0 Bank 4: a600000000020408',
    '12:34:56 a time is no address',
  ])('%s stays as it is', line => {
    expect(cleanEvidence(line)).toBe(line)
  })

  test('a long line is cut at 200 characters, and no character in two', () => {
    expect(cleanEvidence('x'.repeat(500))).toBe(`${'x'.repeat(199)}…`)
    expect(cleanEvidence('😀'.repeat(500))).toBe(`${'😀'.repeat(99)}…`)
  })

  test('any text becomes short, visible and well formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), text => {
        const clean = cleanEvidence(text)
        expect(clean.length).toBeLessThanOrEqual(200)
        expect(clean.isWellFormed()).toBe(true)
        expect(clean).not.toMatch(/\p{Cc}/u)
      }),
    )
  })
})

test('a name without visible characters has a name all the same', () => {
  expect(cleanName('\u0000\u200b')).toBe('unknown')
  expect(cleanName(' Web Content\n')).toBe('Web Content')
})
