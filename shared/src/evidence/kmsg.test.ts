import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { parseKmsgRecord } from './kmsg.ts'

describe('a record of /dev/kmsg', () => {
  test('of the kernel, with lines that name the device', () => {
    expect(
      parseKmsgRecord(
        '6,2565,102258085667,-;usb 2-1: USB disconnect, device number 3\n SUBSYSTEM=usb\n DEVICE=c189:130\n',
      ),
    ).toEqual({
      facility: 0,
      level: 6,
      sequence: 2565,
      microseconds: 102_258_085_667,
      message: 'usb 2-1: USB disconnect, device number 3',
    })
  })

  test.each([
    ['a piece of a line', '4,700,140900,c;and more\n', { level: 4, message: 'and more' }],
    ['fields of a later kernel', '6,1,2,-,caller=T123;text\n', { message: 'text' }],
    ['a program that speaks in the kernel’s log', '30,340,5690716,-;udevd[80]: starting\n', { facility: 3, level: 6 }],
    ['a program that gives no facility', '12,341,5690717,-;Out of memory: Killed process 1 (x)\n', { facility: 1 }],
    ['bytes that are not printable', '6,1,2,-;a\\x09b \\xe5\\xad\\xa6 \\x5cx41\n', { message: 'a\tb 学 \\x41' }],
    ['an escape that is none', '6,1,2,-;a\\xzz\n', { message: 'a\\xzz' }],
    ['no text', '6,1,2,-;\n', { message: '' }],
    ['no end', '6,1,2,-;cut', { message: 'cut' }],
  ])('%s', (_what, text, record) => {
    expect(parseKmsgRecord(text)).toMatchObject(record)
  })

  test.each([
    '',
    'x',
    '6,1,2;no flags',
    '6,1;text',
    '-1,1,2,-;text',
    ' SUBSYSTEM=usb',
    '6,99999999999999999999,2,-;text',
  ])('%j is none', text => {
    expect(parseKmsgRecord(text)).toBeNull()
  })

  test('nothing breaks it', () => {
    const text = fc.tuple(
      fc.constantFrom('6,1,2,-;', '6,', ''),
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.constantFrom('', '\\x', '\\xff', '\n'),
    )
    fc.assert(fc.property(text, parts => void parseKmsgRecord(parts.join(''))))
  })
})
