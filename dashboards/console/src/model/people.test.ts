import { describe, expect, it } from 'vitest'

import { auditAddress, readAuditView } from './audit-list.ts'
import { browserName } from './browser-name.ts'

describe('the view of the audit log', () => {
  it('is told whole by its address', () => {
    const view = { actor: '王 校长', action: 'POST /sites', subject: 'F-1', outcome: 'refused', span: 'all' } as const
    const address = new URL(auditAddress('/settings/audit', view), 'http://console')
    expect(readAuditView(Object.fromEntries(address.searchParams))).toEqual(view)
    expect(auditAddress('/a', readAuditView({}))).toBe('/a')
  })
  it('takes what makes no sense for nothing', () => {
    expect(readAuditView({ outcome: 'maybe', span: 'constructor', actor: '' })).toEqual({
      actor: null,
      action: null,
      subject: null,
      outcome: null,
      span: 'month',
    })
  })
})

describe('a browser', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0',
      'Edge · Windows',
    ],
    [
      'Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0',
      '微信 WeChat · Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1',
      'Safari · iOS',
    ],
    ['curl/8.0', null],
    ['', null],
  ])('%s is %s', (agent, name) => expect(browserName(agent)).toBe(name))
})
