import { describe, expect, it } from 'vitest'

import { codeState, inCodeOrder, installCommands } from './codes.ts'
import { qrPath } from './qr.ts'

const NOW = Date.parse('2026-11-25T08:00:00Z')
const code = (id: string, changes = {}) => ({
  id,
  siteId: 's1',
  uses: 'many' as const,
  used: 3,
  createdAt: '2026-11-24T08:00:00Z',
  expiresAt: '2026-11-27T08:00:00Z',
  revokedAt: null,
  ...changes,
})

describe('enrolment codes', () => {
  it('let somebody in, or say why not', () => {
    expect(codeState(code('a'), NOW)).toBe('open')
    expect(codeState(code('a', { uses: 'one' }), NOW)).toBe('used')
    expect(codeState(code('a', { expiresAt: '2026-11-25T08:00:00Z' }), NOW)).toBe('expired')
    expect(codeState(code('a', { revokedAt: '2026-11-25T07:00:00Z', uses: 'one' }), NOW)).toBe('revoked')
  })
  it('stand with those that are valid first', () => {
    const codes = [code('old', { uses: 'one' }), code('a'), code('b', { createdAt: '2026-11-25T07:00:00Z' })]
    expect(inCodeOrder(codes, NOW).map(({ id }) => id)).toEqual(['b', 'a', 'old'])
  })
  it('are typed the same but for the command’s name', () => {
    expect(installCommands('fw1.x').windows[0]).toBe('npx.cmd -y pnpm@12.21.0 forewarn-agent enroll --code fw1.x')
    expect(installCommands('fw1.x').linux[1]).toBe('npx -y pnpm@12.21.0 forewarn-agent run')
  })
  it('become a square with its three finders and its rim', () => {
    const { size, path } = qrPath('fw1.abcdefghijklmnop')
    expect((size - 8 - 17) % 4).toBe(0)
    for (const corner of ['M4 4h7v1', `M${size - 11} 4h7v1`, `M4 ${size - 11}h7v1`]) expect(path).toContain(corner)
    expect(qrPath('x'.repeat(400)).size).toBeGreaterThan(size)
  })
})
