import { holds } from '../../testing/kernel-rows.ts'
import { expect, test } from 'vitest'

import { readKernelMessage } from '../kernel.ts'

holds('USB', [
  ['usb 1-1.2: USB disconnect, device number 5', 'usb.disconnect', { device: '1-1.2' }],
  ['usb 3-2: USB disconnect, address 4', 'usb.disconnect', { device: '3-2' }],
  ['usb 1-1: device descriptor read/64, error -71', 'usb.error', { device: '1-1', code: 'descriptor', errno: -71 }],
  ['usb 1-1: device not accepting address 5, error -71', 'usb.error', { device: '1-1', code: 'address', errno: -71 }],
  ["usb 2-4: can't set config #1, error -32", 'usb.error', { device: '2-4', code: 'configuration', errno: -32 }],
  ['usb usb1-port2: unable to enumerate USB device', 'usb.error', { device: 'usb1-port2', code: 'enumeration' }],
  ['usb 1-4-port2: Cannot enable. Maybe the USB cable is bad?', 'usb.error', { device: '1-4-port2', code: 'cable' }],
  ['hub 1-0:1.0: unable to enumerate USB device on port 2', 'usb.error', { device: '1-0:1.0', code: 'enumeration' }],
  ['hub 3-1:1.0: over-current condition on port 3', 'usb.error', { device: '3-1:1.0', code: 'over-current' }],
  ['usb 1-1-port1: disabled by hub (EMI?), re-enabling...', 'usb.error', { device: '1-1-port1', code: 'interference' }],
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

holds('network links', [
  ['e1000e: eth0 NIC Link is Down', 'network.link-down', { device: 'eth0' }],
  [
    'e1000e 0000:00:1f.6 eno1: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx',
    'network.link-up',
    { device: 'eno1' },
  ],
  ['igb 0000:01:00.0 enp1s0: igb: enp1s0 NIC Link is Down', 'network.link-down', { device: 'enp1s0' }],
  ['r8169 0000:02:00.0 enp2s0: Link is Down', 'network.link-down', { device: 'enp2s0' }],
  ['r8169 0000:02:00.0 enp2s0: Link is Up - 1Gbps/Full - flow control rx/tx', 'network.link-up', { device: 'enp2s0' }],
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

holds('graphics', [
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
