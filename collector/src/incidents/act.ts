import type { ClockName } from '@forewarn/shared/incidents.ts'
import { endClock, pauseClock, regradeClocks, resumeClock, type ServiceClock } from '../service/clocks.ts'
import { ActionRefused, type Action, type Change, type EntryKind, type Incident, type Setting } from './incident.ts'
import { entry, reopen, solved } from './lifecycle.ts'

/** What a person's action does. Throws `ActionRefused` where it makes no sense in the incident's state. */
export function act(incident: Incident, action: Action, { by, ...setting }: Setting & { by: string }): Change {
  const { now } = setting
  const done = incident.state === 'closed'
  if (done && action.type !== 'reopen' && action.type !== 'note')
    throw new ActionRefused('closed', 'The incident is closed; reopen it first.')
  const actor = { kind: 'person', name: by } as const
  const say = (what: EntryKind, why = '', detail: Record<string, string | number | boolean | null> = {}) =>
    entry(now, actor, what, why, detail)
  const answered = meet(incident.clocks, 'answer', now)
  const handler = incident.handler ?? by

  switch (action.type) {
    case 'confirm':
      if (incident.state !== 'suspected')
        throw new ActionRefused('not-suspected', 'The incident is not waiting to be confirmed.')
      return { incident: { ...incident, state: 'open' }, entries: [say('confirmed')] }
    case 'acknowledge':
      if (incident.state !== 'open' && incident.state !== 'suspected')
        throw new ActionRefused('already', 'Somebody has taken the incident already.')
      return {
        incident: { ...incident, state: 'acknowledged', handler: by, clocks: answered },
        entries: [say('acknowledged')],
      }
    case 'dispatch':
      return {
        incident: { ...incident, state: 'in-progress', handler: action.to, clocks: answered },
        entries: [say('dispatched', '', { to: action.to })],
      }
    case 'remote':
      return { incident: { ...incident, state: 'in-progress', handler, clocks: answered }, entries: [say('remote')] }
    case 'arrive':
      return {
        incident: { ...incident, state: 'in-progress', handler, clocks: meet(answered, 'on-site', now) },
        entries: [say('arrived')],
      }
    case 'plan':
      return {
        incident: { ...incident, clocks: meet(incident.clocks, 'plan', now) },
        entries: [say('plan-given', action.text)],
      }
    case 'lend-spare':
      return {
        incident: { ...incident, clocks: meet(incident.clocks, 'spare', now) },
        entries: [say('spare-lent', '', { unit: action.unit })],
      }
    case 'note':
      return {
        incident,
        entries: [say('noted', action.text, action.photo === undefined ? {} : { photo: action.photo })],
      }
    case 'pause':
      return {
        incident: { ...incident, clocks: incident.clocks.map(one => pauseClock(one, now, action.reason)) },
        entries: [say('paused', action.reason)],
      }
    case 'resume':
      return {
        incident: { ...incident, clocks: incident.clocks.map(one => resumeClock(one, now)) },
        entries: [say('resumed')],
      }
    case 'silence':
      if (action.until <= now) throw new ActionRefused('invalid', 'A silence ends in the future.')
      return {
        incident: { ...incident, silencedUntil: action.until },
        entries: [say('silenced', action.why, { until: action.until })],
      }
    case 'unsilence':
      if (incident.silencedUntil === null || incident.silencedUntil <= now)
        throw new ActionRefused('invalid', 'The incident is not silenced.')
      return { incident: { ...incident, silencedUntil: null }, entries: [say('unsilenced')] }
    case 'resolve': {
      const { cause, measures, parts, way } = action
      return {
        incident: {
          ...incident,
          state: 'resolved',
          resolution: { at: now, cause, measures, parts, way },
          cleanPeriods: 0,
          clocks: solved(incident, now),
        },
        entries: [say('resolved', measures, { cause, way, parts: parts.join(', ') })],
      }
    }
    case 'reopen':
      if (incident.state !== 'resolved' && incident.state !== 'verified' && incident.state !== 'closed')
        throw new ActionRefused('not-resolved', 'The incident is not resolved.')
      return { incident: reopen(incident, now), entries: [say('reopened', action.why)] }
    case 'close':
      return {
        incident: {
          ...incident,
          state: 'closed',
          clocks: incident.clocks.map(one => endClock(one, now, 'not-needed')),
        },
        entries: [say('closed', action.why)],
      }
    case 'regrade':
      return {
        incident: {
          ...incident,
          grade: action.grade,
          gradedByPerson: true,
          clocks: regradeClocks(incident.clocks, action.grade, incident.openedAt, setting),
        },
        entries: [say('regraded', action.why, { from: incident.grade, to: action.grade })],
      }
  }
}

function meet(clocks: readonly ServiceClock[], name: ClockName, now: number): ServiceClock[] {
  return clocks.map(one => (one.name === name ? endClock(one, now, 'met') : one))
}
