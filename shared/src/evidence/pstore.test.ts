import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { isCrashFolder, isKernelRecord, pstoreClues, type PstoreFile } from './pstore.ts'

const T = Date.UTC(2026, 8, 1, 10)
const PANIC = '<0>[  812.345678] Kernel panic - not syncing: Fatal exception in interrupt\n'
const OOPS =
  '<1>[  812.300000] BUG: unable to handle page fault for address: ffffffff\n<4>[  812.310000] Oops: 0002 [#1] PREEMPT SMP PTI\n'
const NOISE = '<6>[  700.000000] usb 1-1: new high-speed USB device number 4\n'

/** Parts of one record as the firmware's memory holds them: the newest text in part 1. */
function parts(why: string, texts: string[], at = T, count = 1): PstoreFile[] {
  return texts.map((text, i) => ({
    name: `dmesg-efi_pstore-${at / 1000}${String(i + 1).padStart(2, '0')}${String(count).padStart(3, '0')}`,
    text: `${why}#${count} Part${i + 1}\n${text}`,
    changedAt: null,
  }))
}

describe('records of a crashing kernel', () => {
  test.each([
    [
      'a panic in many parts',
      parts('Panic', [NOISE, PANIC, NOISE]),
      { fatal: true, reason: 'Kernel panic - not syncing: Fatal exception in interrupt' },
    ],
    [
      'a panic whose last line did not fit',
      parts('Panic', [NOISE, OOPS]),
      { fatal: true, reason: 'Oops: 0002 [#1] PREEMPT SMP PTI' },
    ],
    [
      'an oops after which it went on',
      parts('Oops', [OOPS, NOISE]),
      { fatal: false, reason: 'Oops: 0002 [#1] PREEMPT SMP PTI' },
    ],
    [
      'an oops and the panic it led to are one crash',
      [...parts('Oops', [OOPS]), ...parts('Panic', [NOISE, PANIC], T + 2000, 2)],
      { fatal: true, reason: 'Kernel panic - not syncing: Fatal exception in interrupt' },
    ],
    ['nothing that can be read of why', parts('Panic', ['\u0000\u00ff\u0001']), { fatal: true, reason: null }],
  ])('%s', (_name, files, expected) => {
    expect(pstoreClues(files)).toEqual([{ from: 'pstore', at: T, tells: 'kernel-crash', ...expected }])
  })

  test('two crashes an hour apart are two, oldest first', () => {
    const files = [...parts('Panic', [PANIC], T + 3_600_000), ...parts('Panic', [PANIC], T)]
    expect(pstoreClues(files).map(({ at }) => at)).toEqual([T, T + 3_600_000])
  })

  test.each([
    ['an ordered restart', parts('Restart', [NOISE])],
    ['no header', [{ name: `dmesg-efi-${T / 1000}01001`, text: PANIC, changedAt: null }]],
    ['no time', [{ name: 'dmesg-erst-6319986351055831043', text: `Panic#1 Part1\n${PANIC}`, changedAt: null }]],
    [
      'a number that is no time',
      [{ name: 'dmesg-efi-00000000001001', text: `Panic#1 Part1\n${PANIC}`, changedAt: null }],
    ],
    ['another kind of record', [{ name: 'console-ramoops-0', text: `Panic#1 Part1\n${PANIC}`, changedAt: T }]],
    [
      'what could not be unpacked',
      [{ name: `dmesg-efi-${T / 1000}01001.enc.z`, text: 'Panic#1 Part1\n', changedAt: T }],
    ],
  ])('no crash: %s', (_name, files) => {
    expect(pstoreClues(files)).toEqual([])
  })

  test('firmware that does not number by time: the file’s own time counts; some firmwares write a line before', () => {
    const files = [
      { name: 'dmesg-erst-6319986351055831043', text: `Panic#1 Part1\n${PANIC}`, changedAt: T },
      { name: 'dmesg-ramoops-0', text: `====${T / 1000}.123-D\nPanic#1 Part1\n${PANIC}`, changedAt: T + 10 },
    ]
    expect(pstoreClues(files)).toMatchObject([{ at: T, fatal: true }])
  })

  test('any text is read to its end', () => {
    const file = fc.record({
      name: fc.constantFrom('dmesg-ramoops-0', `dmesg-efi-${T / 1000}01001`),
      text: fc.tuple(fc.constantFrom('', 'Panic#1 Part1\n', 'Oops#9 Part2\n'), fc.string()).map(both => both.join('')),
      changedAt: fc.option(fc.integer()),
    })
    fc.assert(fc.property(fc.array(file, { maxLength: 8 }), files => void pstoreClues(files)))
  })
})

test.each([
  ['dmesg-efi_pstore-178000000001001', true],
  ['dmesg-ramoops-0', true],
  ['dmesg-ramoops-0.enc.z', false],
  ['dmesg.txt', false],
  ['console-ramoops-0', false],
])('kernel record %s: %s', (name, expected) => {
  expect(isKernelRecord(name)).toBe(expected)
})

test.each([
  ['202405011234', true],
  ['20240501123456', true],
  ['127.0.0.1-2024-05-01-12:34:56', true],
  ['2024-05-01-12:34', true],
  ['_usr_bin_firefox.1000.crash', false],
  ['kexec_cmd', false],
  ['kdump_lock', false],
  ['20240501', false],
])('crash folder %s: %s', (name, expected) => {
  expect(isCrashFolder(name)).toBe(expected)
})
