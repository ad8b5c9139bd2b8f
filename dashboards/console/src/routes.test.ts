import { describe, expect, it } from 'vitest'

import { backAddress, signInAddress } from './routes.ts'

describe('the way back from the sign-in', () => {
  it('leads to the page that asked for it', () => {
    const address = new URL(signInAddress('/devices/a%2Fb?range=7d'), 'http://console')
    expect(backAddress(address.searchParams.get('back') ?? undefined)).toBe('/devices/a%2Fb?range=7d')
  })
  it.each([
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example',
    'javascript:alert(1)',
    '',
    '/sign-in',
  ])('never leads to %s', back => expect(backAddress(back)).toBe('/'))
})
