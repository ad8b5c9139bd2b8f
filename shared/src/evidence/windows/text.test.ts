import { expect, test } from 'vitest'

import { decodeText } from './text.ts'

const TEXT = '<Event><Data>多媒体教室 – “白板”.exe</Data></Event>'.repeat(20)

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16()
}

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-16 LE with a mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
  ['UTF-16 LE', Buffer.from(TEXT, 'utf16le')],
  ['UTF-16 BE with a mark', utf16be(`\ufeff${TEXT}`)],
  ['UTF-16 BE', utf16be(TEXT)],
])('%s', (_name, bytes) => {
  expect(decodeText(bytes)).toBe(TEXT)
})

test('the code page of Chinese Windows', () => {
  const white = Buffer.from([0x3c, 0x44, 0x3e, 0xb0, 0xd7, 0xb0, 0xe5, 0x2e, 0x65, 0x78, 0x65, 0x3c, 0x2f, 0x44, 0x3e])
  expect(decodeText(white)).toBe('<D>白板.exe</D>')
})

test('UTF-8 with a broken place stays UTF-8', () => {
  const bytes = Buffer.from(TEXT)
  bytes[bytes.indexOf('白')] = 0x41
  expect(decodeText(bytes)).toContain('多媒体教室')
})

test.each([
  ['nothing', Buffer.from([]), ''],
  ['half a character', Buffer.from([0xff, 0xfe, 0x41, 0x00, 0x42]), 'A\ufffd'],
  ['a lone surrogate', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]), '\ufffdA'],
])('%s', (_name, bytes, expected) => {
  expect(decodeText(bytes)).toBe(expected)
})
