import { cases } from '../testing/cases.ts'

cases([
  [
    'corrupt',
    'Microsoft-Windows-Ntfs',
    55,
    { DriveName: 'C:', DeviceName: '\\Device\\HarddiskVolume2', Description: '\\Users\\李\\x' },
    {},
    ['filesystem.error', 'error', { device: 'C:', filesystem: 'ntfs', code: 'corrupt' }],
  ],
  [
    'corrupt, Windows 7',
    'Ntfs',
    55,
    ['', 'D:'],
    {},
    ['filesystem.error', 'error', { device: 'D:', filesystem: 'ntfs', code: 'corrupt' }],
  ],
  [
    'all is well',
    'Microsoft-Windows-Ntfs',
    98,
    { DriveName: 'C:', DeviceName: 'x', CorruptionActionState: '0' },
    {},
    null,
  ],
  [
    'to be repaired',
    'Microsoft-Windows-Ntfs',
    98,
    { DriveName: '\\\\?\\Volume{df45}', DeviceName: '\\Device\\HarddiskVolume5', CorruptionActionState: '3' },
    {},
    ['filesystem.error', 'error', { device: 'HarddiskVolume5', filesystem: 'ntfs', code: 'needs-repair' }],
  ],
  [
    'could not write',
    'Microsoft-Windows-Ntfs',
    140,
    { VolumeId: 'E:', DeviceName: '\\Device\\HarddiskVolume9', Error: '0xc000000e' },
    {},
    ['filesystem.error', 'error', { device: 'E:', filesystem: 'ntfs', code: 'flush-failed' }],
  ],
  [
    'a label is nobody’s business',
    'Ntfs',
    55,
    ['', '王老师的U盘'],
    {},
    ['filesystem.error', 'error', { device: null, filesystem: 'ntfs', code: 'corrupt' }],
  ],
  ['a health record', 'Microsoft-Windows-Ntfs', 100, { hc_stateid: 0 }, {}, null],
])
