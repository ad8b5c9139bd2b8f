import { cases } from '../testing/cases.ts'

const pnp = 'Microsoft-Windows-Kernel-PnP'
cases([
  [
    'not started',
    pnp,
    411,
    { DeviceInstanceId: 'USB\\VID_1FF7&PID_0013\\SERIAL-7', Problem: '0xa' },
    {},
    ['usb.error', 'warning', { device: '1ff7:0013', code: 'start', problem: 10 }],
  ],
  [
    'without driver',
    pnp,
    219,
    { DriverNameLength: 1, DriverName: 'USB\\VID_222A&PID_0001\\5&2', Status: 1, FailureName: '\\Driver\\touch' },
    {},
    ['usb.error', 'warning', { device: '222a:0001', code: 'driver' }],
  ],
  [
    'a driver that comes late',
    pnp,
    219,
    { DriverName: 'USB\\VID_222A&PID_0001\\5&2', FailureName: '\\Driver\\WudfRd' },
    {},
    null,
  ],
  ['no USB device', pnp, 411, { DeviceInstanceId: 'ACPI\\PNP0A08\\0', Problem: 10 }, {}, null],
  ['in use when it was to go', pnp, 225, { ProcessName: 'x', DeviceInstance: 'USB\\VID_1FF7&PID_0013\\1' }, {}, null],
])
