import { holds } from '../../testing/kernel-rows.ts'

holds('hardware', [
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

holds('what hangs', [
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

holds('the kernel itself', [
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
