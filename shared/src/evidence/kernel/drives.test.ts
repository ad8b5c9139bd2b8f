import { holds } from '../../testing/kernel-rows.ts'

holds('drives', [
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
  ['nvme nvme0: I/O 12 (I/O Cmd) QID 3 timeout, aborting', 'disk.reset', { device: 'nvme0', code: 'timeout-aborting' }],
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

const ext4 = { device: 'sda4', filesystem: 'ext4' }
holds('file systems', [
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
