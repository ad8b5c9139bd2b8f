import { cases } from '../testing/cases.ts'

const info = 'MemoryExhaustionInfo'
const process = (i: number, name: string, bytes: number): [string, string][] => [
  [`${info}/ProcessInfo/Process_${i}/Name`, name],
  [`${info}/ProcessInfo/Process_${i}/ID`, '7'],
  [`${info}/ProcessInfo/Process_${i}/CommitCharge`, String(bytes)],
]
const userData = [
  [`${info}/SystemInfo/SystemCommitLimit`, '28285681664'] as [string, string],
  [`${info}/SystemInfo/SystemCommitCharge`, '28097462272'] as [string, string],
  [`${info}/PagedPoolInfo/Tag_1/Name`, 'Gpbm'] as [string, string],
  ...process(1, 'explorer.exe', 3_000_000_000),
  ...process(2, 'EasiNote.exe', 4_000_000_000),
  ...process(3, 'explorer.exe', 2_000_000_000),
  ...process(4, 'C:\\x\\录播.exe', 1_000),
  ...process(5, 'small.exe', 10),
]
cases([
  [
    'running out, and who took it',
    'Microsoft-Windows-Resource-Exhaustion-Detector',
    2004,
    {},
    { userData, level: 3 },
    [
      'memory.exhausted',
      'warning',
      {
        limit: 28_285_681_664,
        charge: 28_097_462_272,
        program: 'explorer.exe',
        bytes: 5_000_000_000,
        programs: 'explorer.exe 5000000000, EasiNote.exe 4000000000, 录播.exe 1000',
      },
    ],
  ],
  ['the detector started', 'Microsoft-Windows-Resource-Exhaustion-Detector', 1001, {}, {}, null],
])
