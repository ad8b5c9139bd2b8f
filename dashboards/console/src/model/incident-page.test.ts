import { GRADE_REASONS, INCIDENT_STATES, type GradeReason, type IncidentState } from '@forewarn/shared/incidents.ts'
import { beforeEach, describe, expect, it } from 'vitest'

import { incident, timeline } from '../../test/incidents.ts'
import { showLanguage } from '../i18n/i18n.ts'
import { suggestionFor } from '../i18n/terms.ts'
import { entryWords, shownEntries } from './incident-history.ts'
import { canResolve, stepsOf } from './incident-steps.ts'

const NOW = Date.parse('2026-11-25T06:18:00Z')
const at = { incident: incident('F-1', NOW, 0), zone: 'Asia/Shanghai', now: NOW }
const history = timeline(NOW)
const upTo = (what: string) => history.slice(0, history.findIndex(entry => entry.what === what) + 1)

beforeEach(() => showLanguage('zh', false))

describe('the next step', () => {
  it.each([
    ['suspected', [], 'acknowledge'],
    ['open', [], 'acknowledge'],
    ['acknowledged', upTo('acknowledged'), 'dispatch'],
    ['in-progress', upTo('dispatched'), 'arrive'],
    ['in-progress', upTo('remote'), 'resolve'],
    ['in-progress', upTo('arrived'), 'resolve'],
    ['resolved', upTo('resolved'), null],
    ['verified', [], 'close'],
    ['closed', [], null],
  ] as const)('of %s is one, or none', (state, entries, next) => {
    const steps = stepsOf({ ...at.incident, state }, [...entries])
    expect(steps.next).toBe(next)
    const all = [steps.next, ...steps.beside, ...steps.more].filter(step => step !== null)
    expect(new Set(all).size).toBe(all.length)
    expect(all).toContain('note')
  })
  it('is nothing but a note where another incident is handled for it', () => {
    expect(stepsOf({ ...at.incident, parent: 'F-2' }, [])).toEqual({ next: null, beside: ['note'], more: [] })
    expect(canResolve({ ...at.incident, state: 'in-progress', parent: 'F-2' })).toBe(false)
  })
  it('lets clocks be paused while one runs, and resumed while one stands still', () => {
    const [clock] = at.incident.clocks
    const paused = { ...clock!, state: 'paused' as const, pausedFor: 'site-closed' as const, pausedAt: clock!.from }
    expect(stepsOf(at.incident, []).more).toContain('pause')
    const steps = stepsOf({ ...at.incident, clocks: [paused] }, []).more
    expect(steps).toContain('resume')
    expect(steps).not.toContain('pause')
  })
  it('writes a record only when somebody is on it', () => {
    const states = Object.keys(INCIDENT_STATES) as IncidentState[]
    expect(states.filter(state => canResolve({ ...at.incident, state }))).toEqual(['acknowledged', 'in-progress'])
  })
})

describe('a history', () => {
  it('tells every kind of entry in words, in both languages', () => {
    for (const language of ['zh', 'en'] as const) {
      showLanguage(language, false)
      for (const entry of history) {
        const { text, small } = entryWords(entry, at)
        expect(text, entry.what).not.toBe('')
        expect([text, ...small].join(' '), entry.what).not.toMatch(/history\.|cause\.|way\.|undefined|NaN|\{\{/)
        if (language === 'zh' && entry.what !== 'something-newer') expect(text, entry.what).toMatch(/[\u4e00-\u9fff]/)
      }
    }
  })
  it('says who did what, and why', () => {
    const words = (what: string) =>
      entryWords(
        history.find(entry => entry.what === what)!,
        at,
      )
    expect(words('dispatched')).toEqual({ text: '派单给东片工程师', small: ['值班台'] })
    expect(words('regraded')).toEqual({ text: '由三级改为二级', small: ['反复非正常重启'] })
    expect(words('resolved').small).toEqual(['换了插座', '供电问题', '到场', '三孔插座', '东片工程师'])
    expect(words('silenced').text).toBe('静默到 15:18')
    expect(words('something-newer')).toEqual({ text: 'something-newer', small: ['because'] })
  })
  it('is told newest first, clean periods in a row as one', () => {
    const clean = history.find(({ what }) => what === 'clean-period')!
    const told = shownEntries([history[0]!, clean, clean, clean, history[3]!])
    expect(told.map(({ what }) => what)).toEqual(['regraded', 'clean-period', 'opened'])
  })
})

it('every reason has a suggestion in both languages, short enough to be read out', () => {
  for (const language of ['zh', 'en'] as const) {
    showLanguage(language, false)
    for (const reason of Object.keys(GRADE_REASONS) as GradeReason[]) {
      const text = suggestionFor(reason)
      expect(text, reason).toMatch(language === 'zh' ? /[\u4e00-\u9fff].*。$/ : /\.$/)
      expect(text.length, reason).toBeLessThan(language === 'zh' ? 60 : 160)
    }
  }
})
