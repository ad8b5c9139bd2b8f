import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { EVENTS } from '../events.ts'
import { readKernelMessage } from './kernel.ts'

describe('no event', () => {
  test.each([
    // The lines around an OOM kill tell of the same death.
    'board invoked oom-killer: gfp_mask=0x6200ca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0',
    'Out of memory: Kill process 2092 (board) score 900 or sacrifice child',
    'Memory cgroup out of memory: Kill process 2092 (board) score 900 or sacrifice child',
    'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/a,task=board,pid=2092,uid=0',
    'oom_reaper: reaped process 2092 (board), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB',
    // An empty port, a drive found at start, a floppy drive that is not there, an operation a drive does not know.
    'ata3: SATA link down (SStatus 0 SControl 300)',
    'ata1: SATA link up 6.0 Gbps (SStatus 133 SControl 300)',
    'ata1.00: configured for UDMA/133',
    'ata1: EH complete',
    'ata1: link is slow to respond, please be patient (ready=0)',
    'blk_update_request: I/O error, dev fd0, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0',
    'operation not supported error, dev nvme0n1, sector 8 op 0x9:(WRITE_ZEROES) flags 0x800 phys_seg 0 prio class 2',
    'sd 6:0:0:0: [sdb] Attached SCSI removable disk',
    'nvme nvme0: Shutdown timeout set to 8 seconds',
    'nvme nvme0: 8/0/0 default/read/poll queues',
    // File systems that are well.
    'EXT4-fs (sda1): mounted filesystem with ordered data mode. Opts: errors=remount-ro',
    'EXT4-fs (sda1): re-mounted. Opts: errors=remount-ro. Quota mode: none.',
    'EXT4-fs (sda1): recovery complete',
    'EXT4-fs error: 7 callbacks suppressed',
    'XFS (sda2): Ending clean mount',
    'BTRFS info (device sda3): bdev /dev/sda3 errs: wr 1, rd 0, flush 0, corrupt 0, gen 0',
    'BTRFS info (device sda3): using free space tree',
    'FAT-fs (sdb1): Volume was not properly unmounted. Some data may be corrupt. Please run fsck.',
    // Hardware that introduces itself, and heat that is over.
    'mce: CPU supports 7 MCE banks',
    'mce: [Hardware Error]: TSC 0 ADDR fef4c9e0 ',
    'mce: [Hardware Error]: PROCESSOR 0:706a1 TIME 1537152664 SOCKET 0 APIC 0 microcode 28',
    'EDAC MC: Ver: 3.0.0',
    'EDAC MC0: Giving out device to module skx_edac controller Skylake Socket#0 IMC#0: DEV 0000:64:0a.0 (INTERRUPT)',
    'pcieport 0000:00:1c.0: AER: enabled with IRQ 122',
    'pcieport 0000:00:1c.5: AER: Corrected error received: 0000:00:1c.5',
    'CPU2: Core temperature/speed normal',
    'CPU0: Package power limit notification (total events = 1)',
    // The kernel's own.
    '---[ end Kernel panic - not syncing: Fatal exception ]---',
    'BUG: unable to handle page fault for address: ffffffffc0a00000',
    'BUG: kernel NULL pointer dereference, address: 0000000000000008',
    'Kernel command line: BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro panic=10 quiet',
    'watchdog: watchdog0: watchdog did not stop!',
    'NMI watchdog: Enabled. Permanently consumes one hw-PMU counter.',
    'NMI watchdog: enabled on all CPUs, permanently consumes one hw-PMU counter.',
    'rcu: Hierarchical RCU implementation.',
    "clocksource: timekeeping watchdog on CPU1: Marking clocksource 'tsc' as unstable because the skew is too large:",
    'Code: 64 ff ff ff c6 05 fd 2e 00 00 01 5d c3',
    'sysrq: Show Blocked State',
    // USB and network that come and go as they should.
    'usb 1-1: new high-speed USB device number 5 using xhci_hcd',
    'usb 1-1: Product: USB DISK',
    'hub 1-0:1.0: USB hub found',
    'xhci_hcd 0000:00:14.0: xHCI Host Controller',
    'IPv6: ADDRCONF(NETDEV_UP): eth0: link is not ready',
    'IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready',
    'br0: port 1(veth12) entered disabled state',
    'wlan0: authenticate with aa:bb:cc:dd:ee:ff',
    'i915 0000:00:02.0: [drm] VT-d active for gfx access',
    'amdgpu 0000:03:00.0: amdgpu: GPU reset(1) succeeded!',
    '[drm] Initialized i915 1.6.0 20201103 for 0000:00:02.0 on minor 0',
    '',
  ])('%s', line => {
    expect(readKernelMessage(line)).toBeNull()
  })
})

describe('hostile text', () => {
  const pieces = fc.constantFrom(
    'Out of memory: Killed process ',
    '(',
    ')',
    '[1]',
    'segfault at ',
    'ata1',
    ': ',
    'dev ',
    'I/O error',
    'EXT4-fs (',
    'usb 1-1: ',
    'BUG: ',
    '[Hardware Error]: ',
    '[#1]',
    'Kernel panic - not syncing: ',
    'error -',
    '/home/',
    '9'.repeat(40),
    ' '.repeat(50),
    '\u0000',
    '\u202e',
    '\ud800',
    '学',
  )
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.oneof(pieces, fc.string({ maxLength: 8 })), { maxLength: 200 }).map(parts => parts.join('')),
  )

  test('whatever a device says, a finding is a known event with few, short and visible attributes', () => {
    fc.assert(
      fc.property(hostile, line => {
        const found = readKernelMessage(line)
        if (found === null) return
        expect(Object.keys(EVENTS)).toContain(found.name)
        expect(Object.keys(found.attributes).length).toBeLessThanOrEqual(8)
        for (const value of Object.values(found.attributes)) {
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
          if (typeof value !== 'string') continue
          expect(value.length).toBeLessThanOrEqual(200)
          expect(value.isWellFormed()).toBe(true)
          expect(value).not.toMatch(/\p{Cc}|\/home\//u)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test.each([
    'Out of memory: Killed process 1 (',
    'usb 1-1: ',
    'EXT4-fs error (device ',
    'x: ',
    'JBD2: error ',
    '[drm:',
    'INFO: task ',
  ])('a line that goes on and on after "%s" takes no time', start => {
    const lines = [' ', 'a', '(', ':', 'error ', ' (', '0:', 'a.'].map(piece => start + piece.repeat(500_000))
    const began = process.cpuUsage()
    for (const line of lines) readKernelMessage(line)
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(500)
  })
})
