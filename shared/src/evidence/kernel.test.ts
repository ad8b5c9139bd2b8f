import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { EVENTS } from '../events.ts'
import { readKernelMessage } from './kernel.ts'

type Row = [line: string, name: keyof typeof EVENTS, attributes: Record<string, unknown>]

/** Every line of a table is the finding beside it, with exactly these attributes and the line as evidence. */
function holds(rows: Row[]): void {
  test.each(rows)('%s', (line, name, attributes) => {
    const found = readKernelMessage(line)
    const { evidence, ...rest } = found?.attributes ?? {}
    expect({ name: found?.name, ...rest }).toEqual({ name, ...attributes })
    expect(String(evidence).length).toBeGreaterThan(10)
  })
}

describe('out of memory', () => {
  const board = { program: 'board', pid: 2092 }
  holds([
    [
      'Out of memory: Killed process 2092 (board) total-vm:2546008kB, anon-rss:1665620kB, file-rss:936kB, shmem-rss:0kB, UID:1000 pgtables:38108kB oom_score_adj:0',
      'memory.oom-kill',
      { ...board, scope: 'system' },
    ],
    [
      'Memory cgroup out of memory: Killed process 2092 (board) total-vm:40kB, anon-rss:4kB, file-rss:1kB, shmem-rss:0kB, UID:0 pgtables:40kB oom_score_adj:0',
      'memory.oom-kill',
      { ...board, scope: 'cgroup' },
    ],
    [
      'Out of memory (oom_kill_allocating_task): Killed process 2092 (board) total-vm:40kB, anon-rss:4kB, file-rss:1kB',
      'memory.oom-kill',
      { ...board, scope: 'system' },
    ],
    [
      'Killed process 2092 (board) total-vm:40kB, anon-rss:4kB, file-rss:1kB',
      'memory.oom-kill',
      { ...board, scope: 'unknown' },
    ],
    [
      'Killed process 2092 (board) vsz:40kB, anon-rss:4kB, file-rss:1kB',
      'memory.oom-kill',
      { ...board, scope: 'unknown' },
    ],
    [
      'Killed process 2092, UID 1000, (board) total-vm:40kB, anon-rss:4kB',
      'memory.oom-kill',
      { ...board, scope: 'unknown' },
    ],
    ['Out of memory: Killed process 2092 (board).', 'memory.oom-kill', { ...board, scope: 'system' }],
    [
      'Out of memory: Killed process 7 (Web (x) Content) total-vm:40kB, anon-rss:4kB',
      'memory.oom-kill',
      { program: 'Web (x) Content', pid: 7, scope: 'system' },
    ],
  ])
})

describe('programs', () => {
  holds([
    [
      'board[18636]: segfault at 0 ip 0000556177925132 sp 00007ffeca007ca0 error 6 in libdraw.so.2[1132,556177925000+1000] likely on CPU 1 (core 1, socket 0)',
      'program.crash',
      { program: 'board', pid: 18636, signal: 'SIGSEGV', module: 'libdraw.so.2' },
    ],
    [
      'Web Content[42]: segfault at 7f00 ip 00007f sp 00007f error 4 in libxul.so[7f11+4000]',
      'program.crash',
      { program: 'Web Content', pid: 42, signal: 'SIGSEGV', module: 'libxul.so' },
    ],
    [
      'board[42]: segfault at 00000010 rip 00002aaaaab rsp 00007fff error 4',
      'program.crash',
      { program: 'board', pid: 42, signal: 'SIGSEGV' },
    ],
    [
      'traps: board[42] general protection fault ip:7f12 sp:7ffd error:0 in libc.so.6[7f11+195000]',
      'program.crash',
      { program: 'board', pid: 42, signal: 'SIGSEGV', module: 'libc.so.6' },
    ],
    [
      'traps: board[42] general protection ip:7f12 sp:7ffd error:0 in libc-2.28.so[7f11+1000]',
      'program.crash',
      { program: 'board', pid: 42, signal: 'SIGSEGV', module: 'libc-2.28.so' },
    ],
    [
      'traps: board[42] trap invalid opcode ip:55 sp:7f error:0 in board[55+1000]',
      'program.crash',
      { program: 'board', pid: 42, signal: 'SIGILL', module: 'board' },
    ],
    [
      'traps: board[42] trap divide error ip:55 sp:7f error:0 in board[55+1000]',
      'program.crash',
      { program: 'board', pid: 42, signal: 'SIGFPE', module: 'board' },
    ],
    [
      'traps: chrome[42] trap int3 ip:55 sp:7f error:0 in chrome[55+1000]',
      'program.crash',
      { program: 'chrome', pid: 42, signal: 'SIGTRAP', module: 'chrome' },
    ],
    [
      'board[42] trap divide error ip:400 sp:7fff error:0',
      'program.crash',
      { program: 'board', pid: 42, signal: 'SIGFPE' },
    ],
    [
      'board[42]: unhandled level 2 translation fault (11) at 0x00000000, esr 0x92000046, in board[400000+1000]',
      'program.crash',
      { program: 'board', pid: 42, signal: 'SIGSEGV', module: 'board' },
    ],
    [
      'board[42]: unhandled exception: DABT (lower EL), ESR 0x0000000092000046, level 2 translation fault in board[aaaa+1000]',
      'program.crash',
      { program: 'board', pid: 42, signal: null, module: 'board' },
    ],
  ])
})

describe('drives', () => {
  holds([
    [
      'I/O error, dev sda, sector 1234 op 0x0:(READ) flags 0x80700 phys_seg 4 prio class 2',
      'disk.io-error',
      { device: 'sda', code: 'io', sector: 1234, operation: 'read' },
    ],
    [
      'blk_update_request: I/O error, dev sdb, sector 0 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 0',
      'disk.io-error',
      { device: 'sdb', code: 'io', sector: 0, operation: 'write' },
    ],
    [
      'blk_update_request: critical medium error, dev sda, sector 99',
      'disk.io-error',
      { device: 'sda', code: 'medium', sector: 99 },
    ],
    [
      'end_request: I/O error, dev sda, sector 100786824',
      'disk.io-error',
      { device: 'sda', code: 'io', sector: 100786824 },
    ],
    [
      'print_req_error: critical target error, dev nvme0n1, sector 5',
      'disk.io-error',
      { device: 'nvme0n1', code: 'target', sector: 5 },
    ],
    [
      'critical space allocation error, dev dm-3, sector 5 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 2',
      'disk.io-error',
      { device: 'dm-3', code: 'space-allocation', sector: 5, operation: 'write' },
    ],
    [
      'Buffer I/O error on dev sda1, logical block 17, lost async page write',
      'disk.io-error',
      { device: 'sda1', code: 'buffer' },
    ],
    ['Buffer I/O error on device sdb, logical block 17', 'disk.io-error', { device: 'sdb', code: 'buffer' }],
    [
      'blk_update_request: I/O error, dev sr0, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1',
      'disk.io-error',
      { device: 'sr0', role: 'optical', code: 'io', sector: 8, operation: 'read' },
    ],
    [
      'mmcblk0: error -110 transferring data, sector 11, nr 8, cmd response 0x900, card status 0xb00',
      'disk.io-error',
      { device: 'mmcblk0', code: 'card', errno: -110 },
    ],
    ['md/raid1:md0: Disk failure on sdb1, disabling device.', 'disk.io-error', { device: 'sdb1', code: 'raid' }],
    [
      'nvme0n1: I/O Cmd(0x2) @ LBA 8, 8 blocks, I/O Error (sct 0x2 / sc 0x81) DNR ',
      'disk.io-error',
      { device: 'nvme0n1', code: '0x2/0x81' },
    ],
    [
      'ata1.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen',
      'disk.reset',
      { device: 'ata1', code: 'exception' },
    ],
    ['ata1: hard resetting link', 'disk.reset', { device: 'ata1', code: 'hard-reset' }],
    ['ata12: soft resetting link', 'disk.reset', { device: 'ata12', code: 'soft-reset' }],
    ['ata1: COMRESET failed (errno=-16)', 'disk.reset', { device: 'ata1', code: 'reset-failed' }],
    ['ata1: limiting SATA link speed to 1.5 Gbps', 'disk.reset', { device: 'ata1', code: 'slowed-down' }],
    ['nvme nvme0: I/O 12 QID 3 timeout, reset controller', 'disk.reset', { device: 'nvme0', code: 'timeout-reset' }],
    [
      'nvme nvme0: I/O 12 (I/O Cmd) QID 3 timeout, aborting',
      'disk.reset',
      { device: 'nvme0', code: 'timeout-aborting' },
    ],
    [
      'nvme nvme0: I/O tag 12 (100c) opcode 0x2 (I/O Cmd) QID 3 timeout, aborting req_op:READ(0) size:4096',
      'disk.reset',
      { device: 'nvme0', code: 'timeout-aborting' },
    ],
    [
      'nvme nvme0: I/O 8 QID 4 timeout, completion polled',
      'disk.reset',
      { device: 'nvme0', code: 'timeout-completion-polled' },
    ],
    [
      'nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10',
      'disk.reset',
      { device: 'nvme0', code: 'down' },
    ],
    [
      'sd 6:0:0:0: [sdb] tag#3 uas_eh_abort_handler 0 uas-tag 4 inflight: CMD OUT',
      'disk.reset',
      { device: 'sdb', code: 'usb-reset' },
    ],
    ['scsi host6: uas_eh_device_reset_handler start', 'disk.reset', { device: 'host6', code: 'usb-reset' }],
    ['ata1.00: disabled', 'disk.gone', { device: 'ata1' }],
    ['sd 0:0:0:0: rejecting I/O to offline device', 'disk.gone', { device: '0:0:0:0' }],
    [
      'sd 0:0:0:0: [sda] tag#3 FAILED Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK',
      'disk.gone',
      { device: 'sda' },
    ],
    ['sd 2:0:0:0: Device offlined - not ready after error recovery', 'disk.gone', { device: '2:0:0:0' }],
    [
      'device offline error, dev sdb, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2',
      'disk.gone',
      { device: 'sdb' },
    ],
    ['nvme nvme0: Removing after probe failure status: -19', 'disk.gone', { device: 'nvme0' }],
    ['nvme nvme1: Disabling device after reset failure: -19', 'disk.gone', { device: 'nvme1' }],
  ])
})

describe('file systems', () => {
  const ext4 = { device: 'sda4', filesystem: 'ext4' }
  holds([
    [
      'EXT4-fs error (device sda4): ext4_journal_start_sb: Detected aborted journal',
      'filesystem.error',
      { ...ext4, code: 'error' },
    ],
    [
      'EXT4-fs error (device sda4) in ext4_reserve_inode_write: Journal has aborted',
      'filesystem.error',
      { ...ext4, code: 'error' },
    ],
    [
      'EXT4-fs error (device dm-0): ext4_find_entry:1289: inode #14422744: comm board: reading directory lblock 0',
      'filesystem.error',
      { device: 'dm-0', filesystem: 'ext4', code: 'error' },
    ],
    ['EXT4-fs (sda4): Remounting filesystem read-only', 'filesystem.read-only', ext4],
    [
      'EXT4-fs (sda4): warning: mounting fs with errors, running e2fsck is recommended',
      'filesystem.error',
      { ...ext4, code: 'mounted-with-errors' },
    ],
    ['EXT4-fs (sda4): error count since last fsck: 3', 'filesystem.error', { ...ext4, code: 'errors-on-record' }],
    ['EXT4-fs (sda4): I/O error while writing superblock', 'filesystem.error', { ...ext4, code: 'superblock' }],
    [
      'EXT3-fs error (device sda1): ext3_lookup: deleted inode referenced: 11',
      'filesystem.error',
      { device: 'sda1', filesystem: 'ext3', code: 'error' },
    ],
    ['Aborting journal on device sda4-8.', 'filesystem.error', { ...ext4, code: 'journal' }],
    [
      'JBD2: Error -5 detected when updating journal superblock for sda1-8.',
      'filesystem.error',
      { device: 'sda1', filesystem: 'ext4', code: 'journal' },
    ],
    [
      'JBD2: Detected IO errors while flushing file data on dm-1-8',
      'filesystem.error',
      { device: 'dm-1', filesystem: 'ext4', code: 'journal' },
    ],
    [
      'XFS (dm-0): metadata I/O error in "xfs_trans_read_buf_map" at daddr 0x1 len 1 error 5',
      'filesystem.error',
      { device: 'dm-0', filesystem: 'xfs', code: 'io' },
    ],
    [
      'XFS (sda2): Corruption detected. Unmount and run xfs_repair',
      'filesystem.error',
      { device: 'sda2', filesystem: 'xfs', code: 'corrupt' },
    ],
    [
      'XFS (sda2): Log I/O Error Detected. Shutting down filesystem',
      'filesystem.error',
      { device: 'sda2', filesystem: 'xfs', code: 'shut-down' },
    ],
    [
      'XFS (sda2): Filesystem has been shut down due to log error (0x2).',
      'filesystem.error',
      { device: 'sda2', filesystem: 'xfs', code: 'shut-down' },
    ],
    [
      'BTRFS error (device sda3 state EA): bdev /dev/sda3 errs: wr 1, rd 0, flush 0, corrupt 0, gen 0',
      'filesystem.error',
      { device: 'sda3', filesystem: 'btrfs', code: 'device' },
    ],
    [
      'BTRFS warning (device sda3): csum failed root 5 ino 257 off 0 csum 0x98f94189 expected csum 0x00000000 mirror 1',
      'filesystem.error',
      { device: 'sda3', filesystem: 'btrfs', code: 'checksum' },
    ],
    [
      'BTRFS critical (device sda3): corrupt leaf: root=2 block=1 slot=0, bad key order',
      'filesystem.error',
      { device: 'sda3', filesystem: 'btrfs', code: 'corrupt' },
    ],
    [
      'BTRFS: error (device sda3) in btrfs_commit_transaction:2264: errno=-5 IO failure',
      'filesystem.error',
      { device: 'sda3', filesystem: 'btrfs', code: 'io' },
    ],
    [
      'BTRFS info (device sda3 state E): forced readonly',
      'filesystem.read-only',
      { device: 'sda3', filesystem: 'btrfs' },
    ],
    [
      'FAT-fs (sdb1): error, fat_get_cluster: invalid cluster chain (i_pos 0)',
      'filesystem.error',
      { device: 'sdb1', filesystem: 'fat', code: 'error' },
    ],
    ['FAT-fs (sdb1): Filesystem has been set read-only', 'filesystem.read-only', { device: 'sdb1', filesystem: 'fat' }],
    [
      'SQUASHFS error: Unable to read fragment cache entry [1234]',
      'filesystem.error',
      { filesystem: 'squashfs', code: 'corrupt' },
    ],
  ])
})

describe('hardware', () => {
  holds([
    [
      'mce: [Hardware Error]: CPU 0: Machine Check: 0 Bank 4: a600000000020408',
      'hardware.error',
      { component: 'cpu', corrected: false, cpu: 0, bank: 4, code: '0xa600000000020408' },
    ],
    [
      'mce: [Hardware Error]: CPU 3: Machine Check: 0 Bank 7: 8c00004000010090',
      'hardware.error',
      { component: 'cpu', corrected: true, cpu: 3, bank: 7, code: '0x8c00004000010090' },
    ],
    [
      '[Hardware Error]: CPU 2: Machine Check Exception: 5 Bank 6: be00000000800400',
      'hardware.error',
      { component: 'cpu', corrected: false, cpu: 2, bank: 6, code: '0xbe00000000800400' },
    ],
    [
      '[Hardware Error]: CPU:0 (17:71:0) MC27_STATUS[-|CE|MiscV|-|-|-|SyndV|-|-|-]: 0x982000000002080b',
      'hardware.error',
      { component: 'cpu', corrected: true, cpu: 0, bank: 27, code: '0x982000000002080b' },
    ],
    [
      '[Hardware Error]: CPU:8 (19:21:0) MC1_STATUS[Over|UE|MiscV|AddrV|PCC|-|-|-|Poison|-]: 0xbc80',
      'hardware.error',
      { component: 'cpu', corrected: false, cpu: 8, bank: 1, code: '0xbc80' },
    ],
    [
      'mce: [Hardware Error]: Machine check events logged',
      'hardware.error',
      { component: 'cpu', corrected: null, code: 'logged' },
    ],
    [
      'EDAC MC0: 2 CE memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x1 offset:0x0)',
      'hardware.error',
      { component: 'memory', corrected: true, device: 'mc0', errors: 2 },
    ],
    [
      'EDAC MC1: UE page 0x1f, offset 0x0, grain 8, row 1, labels ":::": amd64_edac',
      'hardware.error',
      { component: 'memory', corrected: false, device: 'mc1', errors: 1 },
    ],
    [
      '{1}[Hardware Error]: event severity: corrected',
      'hardware.error',
      { component: 'platform', corrected: true, code: 'corrected' },
    ],
    [
      '{2}[Hardware Error]: event severity: fatal',
      'hardware.error',
      { component: 'platform', corrected: false, code: 'fatal' },
    ],
    [
      'pcieport 0000:00:1c.5: PCIe Bus Error: severity=Corrected, type=Physical Layer, (Receiver ID)',
      'hardware.error',
      { component: 'pcie', corrected: true, device: '0000:00:1c.5', code: 'physical-layer' },
    ],
    [
      'nvme 0000:01:00.0: AER: PCIe Bus Error: severity=Uncorrected (Non-Fatal), type=Transaction Layer, (Requester ID)',
      'hardware.error',
      { component: 'pcie', corrected: false, device: '0000:01:00.0', code: 'transaction-layer' },
    ],
    [
      'Memory failure: 0x12345: recovery action for dirty LRU page: Recovered',
      'hardware.error',
      { component: 'memory', corrected: false, code: 'memory-failure' },
    ],
    [
      'Uhhuh. NMI received for unknown reason 3d on CPU 0.',
      'hardware.error',
      { component: 'nmi', corrected: false, code: 'unknown-reason-3d' },
    ],
    [
      'thermal thermal_zone0: critical temperature reached (105 C), shutting down',
      'hardware.error',
      { component: 'thermal', corrected: false, code: 'critical-temperature', celsius: 105 },
    ],
    [
      'thermal_zone1: critical temperature reached, shutting down',
      'hardware.error',
      { component: 'thermal', corrected: false, code: 'critical-temperature' },
    ],
    [
      'NETDEV WATCHDOG: enp2s0 (r8169): transmit queue 0 timed out',
      'hardware.error',
      { component: 'network', device: 'enp2s0', corrected: false, code: 'transmit-timeout' },
    ],
    [
      'CPU0: Core temperature above threshold, cpu clock throttled (total events = 22034)',
      'cpu.throttled',
      { kind: 'core', cpu: 0, total: 22034 },
    ],
    [
      'mce: CPU3: Package temperature above threshold, cpu clock throttled (total events = 27400)',
      'cpu.throttled',
      { kind: 'package', cpu: 3, total: 27400 },
    ],
    ['CPU1: Temperature above threshold', 'cpu.throttled', { kind: 'core', cpu: 1 }],
  ])
})

describe('what hangs', () => {
  holds([
    [
      'INFO: task jbd2/sda1-8:123 blocked for more than 120 seconds.',
      'task.hung',
      { program: 'jbd2/sda1-8', pid: 123, seconds: 120 },
    ],
    [
      'INFO: task kworker/0:1:77 blocked in I/O wait for more than 241 seconds.',
      'task.hung',
      { program: 'kworker/0:1', pid: 77, seconds: 241 },
    ],
    [
      'watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [board:4567]',
      'cpu.lockup',
      { kind: 'soft', cpu: 3, seconds: 22, task: 'board', pid: 4567 },
    ],
    [
      'BUG: soft lockup - CPU#0 stuck for 61s! [kworker/u8:2:99]',
      'cpu.lockup',
      { kind: 'soft', cpu: 0, seconds: 61, task: 'kworker/u8:2', pid: 99 },
    ],
    ['BUG: soft lockup - CPU#0 stuck for 10s!', 'cpu.lockup', { kind: 'soft', cpu: 0, seconds: 10 }],
    ['NMI watchdog: Watchdog detected hard LOCKUP on cpu 2', 'cpu.lockup', { kind: 'hard', cpu: 2 }],
    ['watchdog: Watchdog detected hard LOCKUP on cpu 11', 'cpu.lockup', { kind: 'hard', cpu: 11 }],
    ['rcu: INFO: rcu_preempt self-detected stall on CPU', 'cpu.lockup', { kind: 'rcu', code: 'rcu_preempt' }],
    [
      'INFO: rcu_sched detected stalls on CPUs/tasks: { 1} (detected by 0, t=60002 jiffies)',
      'cpu.lockup',
      { kind: 'rcu', code: 'rcu_sched' },
    ],
    [
      'rcu: INFO: rcu_sched detected expedited stalls on CPUs/tasks: { 2-... } 21000 jiffies s: 5 root: 0x4/.',
      'cpu.lockup',
      { kind: 'rcu', code: 'rcu_sched' },
    ],
    [
      'BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 31s!',
      'cpu.lockup',
      { kind: 'workqueue', seconds: 31 },
    ],
    ['softdog: Initiating system reboot', 'watchdog.fired', { component: 'system' }],
    ['watchdog: watchdog0: pretimeout event', 'watchdog.fired', { component: 'system' }],
  ])
})

describe('the kernel itself', () => {
  holds([
    [
      'Kernel panic - not syncing: Fatal exception in interrupt',
      'kernel.panic',
      { reason: 'Fatal exception in interrupt' },
    ],
    [
      'Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b',
      'kernel.panic',
      { reason: 'Attempted to kill init! exitcode=0x0000000b' },
    ],
    ['Oops: 0002 [#1] SMP PTI', 'kernel.oops', { code: 'Oops', number: 1 }],
    ['Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI', 'kernel.oops', { code: 'Oops', number: 1 }],
    [
      'Oops: general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#2] SMP',
      'kernel.oops',
      { code: 'general protection fault', number: 2 },
    ],
    [
      'general protection fault, probably for non-canonical address 0xdead: 0000 [#1] PREEMPT SMP',
      'kernel.oops',
      { code: 'general protection fault', number: 1 },
    ],
    ['invalid opcode: 0000 [#1] SMP', 'kernel.oops', { code: 'invalid opcode', number: 1 }],
    ['Oops: invalid opcode: 0000 [#1] PREEMPT SMP', 'kernel.oops', { code: 'invalid opcode', number: 1 }],
    ['Internal error: Oops: 96000004 [#1] PREEMPT SMP', 'kernel.oops', { code: 'Oops', number: 1 }],
    ['BUG: Bad page state in process board  pfn:12345', 'kernel.oops', { code: 'Bad page state' }],
    ['BUG: scheduling while atomic: board/77/0x00000002', 'kernel.oops', { code: 'scheduling while atomic' }],
  ])
})

describe('USB', () => {
  holds([
    ['usb 1-1.2: USB disconnect, device number 5', 'usb.disconnect', { device: '1-1.2' }],
    ['usb 3-2: USB disconnect, address 4', 'usb.disconnect', { device: '3-2' }],
    ['usb 1-1: device descriptor read/64, error -71', 'usb.error', { device: '1-1', code: 'descriptor', errno: -71 }],
    ['usb 1-1: device not accepting address 5, error -71', 'usb.error', { device: '1-1', code: 'address', errno: -71 }],
    ["usb 2-4: can't set config #1, error -32", 'usb.error', { device: '2-4', code: 'configuration', errno: -32 }],
    ['usb usb1-port2: unable to enumerate USB device', 'usb.error', { device: 'usb1-port2', code: 'enumeration' }],
    ['usb 1-4-port2: Cannot enable. Maybe the USB cable is bad?', 'usb.error', { device: '1-4-port2', code: 'cable' }],
    ['hub 1-0:1.0: unable to enumerate USB device on port 2', 'usb.error', { device: '1-0:1.0', code: 'enumeration' }],
    ['hub 3-1:1.0: over-current condition on port 3', 'usb.error', { device: '3-1:1.0', code: 'over-current' }],
    [
      'usb 1-1-port1: disabled by hub (EMI?), re-enabling...',
      'usb.error',
      { device: '1-1-port1', code: 'interference' },
    ],
    [
      'usb 1-3: Non-zero status (-71) in video completion handler.',
      'usb.error',
      { device: '1-3', code: 'video', errno: -71 },
    ],
    ['usb 2-1: reset SuperSpeed USB device number 2 using xhci_hcd', 'usb.error', { device: '2-1', code: 'reset' }],
    ['usb 1-3: reset high-speed USB device number 4 using xhci_hcd', 'usb.error', { device: '1-3', code: 'reset' }],
    [
      'usb 2-1: reset SuperSpeed Plus Gen 2x1 USB device number 2 using xhci_hcd',
      'usb.error',
      { device: '2-1', code: 'reset' },
    ],
    ['xhci_hcd 0000:00:14.0: HC died; cleaning up', 'usb.error', { device: '0000:00:14.0', code: 'controller' }],
    [
      'xhci_hcd 0000:00:14.0: xHCI host controller not responding, assume dead',
      'usb.error',
      { device: '0000:00:14.0', code: 'controller' },
    ],
  ])
})

describe('network links', () => {
  holds([
    ['e1000e: eth0 NIC Link is Down', 'network.link-down', { device: 'eth0' }],
    [
      'e1000e 0000:00:1f.6 eno1: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx',
      'network.link-up',
      { device: 'eno1' },
    ],
    ['igb 0000:01:00.0 enp1s0: igb: enp1s0 NIC Link is Down', 'network.link-down', { device: 'enp1s0' }],
    ['r8169 0000:02:00.0 enp2s0: Link is Down', 'network.link-down', { device: 'enp2s0' }],
    [
      'r8169 0000:02:00.0 enp2s0: Link is Up - 1Gbps/Full - flow control rx/tx',
      'network.link-up',
      { device: 'enp2s0' },
    ],
    ['r8169 0000:02:00.0: eth0: link down', 'network.link-down', { device: 'eth0' }],
    ['eth1: link up, 100Mbps, full-duplex, lpa 0x45E1', 'network.link-up', { device: 'eth1' }],
    ['tg3 0000:02:00.0: eth0: Link is down', 'network.link-down', { device: 'eth0' }],
    [
      'wlan0: deauthenticated from aa:bb:cc:dd:ee:ff (Reason: 2=PREV_AUTH_NOT_VALID)',
      'network.link-down',
      { device: 'wlan0' },
    ],
    ['wlp3s0: Connection to AP aa:bb:cc:dd:ee:ff lost', 'network.link-down', { device: 'wlp3s0' }],
    ['wlan0: associated', 'network.link-up', { device: 'wlan0' }],
  ])

  test('the address of an access point is not kept', () => {
    const found = readKernelMessage('wlan0: deauthenticated from aa:bb:cc:dd:ee:ff (Reason: 2=PREV_AUTH_NOT_VALID)')
    expect(found?.attributes['evidence']).toBe('wlan0: deauthenticated from <mac> (Reason: 2=PREV_AUTH_NOT_VALID)')
  })
})

describe('graphics', () => {
  holds([
    [
      'i915 0000:00:02.0: [drm] GPU HANG: ecode 9:1:85dffffb, in chrome [1234]',
      'gpu.reset',
      { device: 'i915', code: 'hang' },
    ],
    [
      '[drm] GPU HANG: ecode 7:0:0xfffffffe, in Xorg [77], reason: Ring hung, action: reset',
      'gpu.reset',
      { device: 'i915', code: 'hang' },
    ],
    ['i915 0000:00:02.0: [drm] Resetting rcs0 for preemption time out', 'gpu.reset', { device: 'i915', code: 'reset' }],
    [
      'i915 0000:00:02.0: [drm] Resetting chip for stopped heartbeat on rcs0',
      'gpu.reset',
      { device: 'i915', code: 'reset' },
    ],
    [
      '[drm:amdgpu_job_timedout [amdgpu]] *ERROR* ring gfx timeout, signaled seq=1, emitted seq=3',
      'gpu.reset',
      { device: 'amdgpu', code: 'hang' },
    ],
    ['amdgpu 0000:03:00.0: amdgpu: GPU reset begin!', 'gpu.reset', { device: 'amdgpu', code: 'reset' }],
    ['amdgpu 0000:03:00.0: amdgpu: GPU reset(2) failed', 'gpu.reset', { device: 'amdgpu', code: 'reset-failed' }],
    ['radeon 0000:01:00.0: ring 0 stalled for more than 10000msec', 'gpu.reset', { device: 'radeon', code: 'hang' }],
    ['nouveau 0000:01:00.0: fifo: SCHED_ERROR 0a [CTXSW_TIMEOUT]', 'gpu.reset', { device: 'nouveau', code: 'hang' }],
    [
      'NVRM: Xid (PCI:0000:01:00): 79, pid=1234, GPU has fallen off the bus.',
      'gpu.reset',
      { device: 'nvidia', code: 'xid-79' },
    ],
    ['NVRM: Xid (0000:01:00): 13, 0001 00000000 0000a140', 'gpu.reset', { device: 'nvidia', code: 'xid-13' }],
  ])
})

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
