import type { ClockView, IncidentDetail, IncidentView } from '@forewarn/shared/incident-api.ts'

import { HOSTILE_NAMES } from './samples.ts'

/* The incidents of the made-up school: every state, every kind of clock, every kind of entry in a history. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const iso = (ms: number) => new Date(ms).toISOString()

type Timeline = IncidentDetail['timeline']

/** A clock that began `ago` and is due after `limit`, ms; it has ended where `ended` says after how long. */
function clock(
  name: ClockView['name'],
  now: number,
  { ago, limit, ended = null }: { ago: number; limit: number; ended?: number | null },
): ClockView {
  const left = limit - (ended ?? ago)
  const open = left < 0 ? 'breached' : left < Math.max(limit / 5, 5 * MINUTE) ? 'at-risk' : 'running'
  return {
    name,
    state: ended === null ? open : left < 0 ? 'breached' : 'met',
    from: iso(now - ago),
    due: iso(now - ago + limit),
    endedAt: ended === null ? null : iso(now - ago + ended),
    pausedFor: null,
    pausedAt: null,
  }
}

/** The clocks of grades 1 and 2 as promised by default. */
function strict(
  now: number,
  ago: number,
  {
    answered = null,
    arrived = null,
    answer = 30 * MINUTE,
  }: Partial<Record<'answered' | 'arrived', number | null>> & { answer?: number },
): ClockView[] {
  return [
    clock('answer', now, { ago, limit: answer, ended: answered }),
    clock('on-site', now, { ago, limit: 2 * HOUR, ended: arrived }),
    clock('solve', now, { ago, limit: 12 * HOUR }),
    clock('plan', now, { ago, limit: 48 * HOUR }),
    clock('spare', now, { ago, limit: 48 * HOUR }),
  ]
}

/** An incident with whatever is to be different. */
export function incident(id: string, now: number, ago: number, changes: Partial<IncidentView> = {}): IncidentView {
  return {
    id,
    siteId: 's1',
    roomId: null,
    devices: ['d1'],
    topic: 'restarts',
    title: { zh: '电脑反复非正常重启', en: 'The computer restarts without a clean stop, again and again' },
    state: 'open',
    grade: 2,
    reason: 'unclean-restarts-repeat',
    openedAt: iso(now - ago),
    since: iso(now - ago - 3 * HOUR),
    updatedAt: iso(now - ago),
    version: 1,
    parent: null,
    handler: null,
    flapping: false,
    cleanPeriods: 0,
    silencedUntil: null,
    clocks: strict(now, ago, {}),
    findings: [],
    resolution: null,
    ...changes,
  }
}

/** The school's incidents, newest first as the collector lists them. */
export function incidents(now: number): IncidentView[] {
  const finding = (device: string, texts: string[], over: number | null = null): IncidentView['findings'][number] => ({
    rule: 'unclean-restarts',
    device,
    reason: 'unclean-restarts-repeat',
    since: iso(now - 4 * HOUR),
    last: iso(now - 34 * MINUTE),
    count: texts.length,
    overAt: over === null ? null : iso(over),
    title: { zh: '电脑反复非正常重启', en: 'The computer restarts without a clean stop, again and again' },
    evidence: texts.map((text, index) => ({
      at: iso(now - 34 * MINUTE - (texts.length - 1 - index) * 80 * MINUTE),
      text,
    })),
  })
  return [
    incident('F-21', now, 7 * MINUTE + 12_000, {
      devices: ['d1', 'd2', 'd3', 'd4'],
      title: { zh: '4 台设备同时失联', en: '4 devices silent at once' },
      state: 'suspected',
      grade: 1,
      reason: 'site-silent',
      clocks: strict(now, 7 * MINUTE + 12_000, { answer: 10 * MINUTE }),
    }),
    incident('F-20', now, 24 * MINUTE + 40_000, {
      devices: ['d2'],
      title: { zh: '白板软件上课时反复崩溃', en: 'The whiteboard crashes again and again in class' },
      reason: 'program-crashes-repeat',
    }),
    incident('F-19', now, 34 * MINUTE, {
      state: 'in-progress',
      handler: '东片工程师',
      version: 6,
      clocks: strict(now, 34 * MINUTE, { answered: 7 * MINUTE }),
      findings: [
        finding('d1', ['power-loss-or-hang', 'power-loss-or-hang', 'power-loss-or-hang']),
        {
          ...finding('d1', ['2 crashes in 7 days'], now - 20 * MINUTE),
          rule: 'crashes',
          reason: 'crashes-repeat',
          title: { zh: '电脑反复崩溃', en: 'The computer crashes again and again' },
        },
      ],
    }),
    incident('F-18', now, 2 * HOUR + 17 * MINUTE, {
      devices: ['d3'],
      title: { zh: '必需的外设不在：摄像头', en: 'A required part is gone: camera' },
      reason: 'required-part-gone',
      state: 'in-progress',
      handler: '东片工程师',
      version: 4,
      clocks: strict(now, 2 * HOUR + 17 * MINUTE, { answered: 18 * MINUTE }),
    }),
    incident('F-17', now, 3 * HOUR, {
      devices: ['d4'],
      title: { zh: '电脑时钟偏差很大', en: 'The computer’s clock is far off' },
      grade: 3,
      reason: 'clock-off',
      clocks: [
        clock('answer', now, { ago: 3 * HOUR, limit: 24 * HOUR }),
        clock('solve', now, { ago: 3 * HOUR, limit: 72 * HOUR }),
        clock('plan', now, { ago: 3 * HOUR, limit: 72 * HOUR }),
      ],
    }),
    incident('F-16', now, 5 * HOUR, {
      topic: 'request:1',
      devices: [],
      roomId: 'r9',
      title: { zh: '服务请求', en: 'Service request' },
      grade: 4,
      reason: 'requested-by-person',
      state: 'acknowledged',
      handler: 'admin',
      clocks: [
        {
          ...clock('solve', now, { ago: 5 * HOUR, limit: 24 * HOUR }),
          state: 'paused',
          pausedFor: 'waiting-for-part',
          pausedAt: iso(now - HOUR),
        },
      ],
      findings: [
        {
          ...finding('', [`投影没有声音 ${HOSTILE_NAMES[0]!}`]),
          rule: 'service-request',
          reason: 'requested-by-person',
        },
      ],
    }),
    incident('F-15', now, 26 * HOUR, {
      devices: ['d5'],
      title: { zh: '硬盘自报失效', en: 'A drive reports its failure' },
      reason: 'drive-reports-failure',
      state: 'resolved',
      handler: 'admin',
      cleanPeriods: 3,
      version: 7,
      clocks: [
        clock('answer', now, { ago: 26 * HOUR, limit: 30 * MINUTE, ended: 12 * MINUTE }),
        clock('on-site', now, { ago: 26 * HOUR, limit: 2 * HOUR, ended: 100 * MINUTE }),
        clock('solve', now, { ago: 26 * HOUR, limit: 12 * HOUR, ended: 13 * HOUR }),
        { ...clock('plan', now, { ago: 26 * HOUR, limit: 48 * HOUR, ended: 13 * HOUR }), state: 'not-needed' },
        { ...clock('spare', now, { ago: 26 * HOUR, limit: 48 * HOUR, ended: 13 * HOUR }), state: 'not-needed' },
      ],
      resolution: {
        at: iso(now - 13 * HOUR),
        cause: 'hardware',
        measures: '换了系统盘，重装白板软件',
        parts: ['SSD 256 GB'],
        way: 'on-site',
      },
    }),
    incident('F-14', now, 27 * HOUR, {
      devices: ['d4'],
      parent: 'F-21',
      title: { zh: '上课时段没有数据', en: 'No data in class' },
      grade: 3,
      reason: 'silent-in-class',
      clocks: [],
    }),
    incident('F-12', now, 28 * HOUR, {
      devices: ['d4'],
      parent: 'F-14',
      title: { zh: '电脑断电一次', en: 'The computer lost power once' },
      grade: 3,
      reason: 'power-lost-once',
      clocks: [],
    }),
    incident('F-13', now, 50 * HOUR, {
      devices: ['d2'],
      state: 'closed',
      grade: 3,
      reason: 'crashed-once',
      title: { zh: '电脑崩溃一次', en: 'The computer crashed once' },
      clocks: [],
      resolution: { at: iso(now - 40 * HOUR), cause: 'no-fault-found', measures: '', parts: [], way: 'self' },
    }),
  ]
}

/** A history with every kind of entry the collector writes, oldest first, and one it may write one day. */
export function timeline(now: number): Timeline {
  const kinds: [what: string, why: string, detail: Timeline[number]['detail'], who: string | null][] = [
    ['opened', 'power-lost-once', { grade: 3, rule: 'power-loss', suspected: true }, null],
    ['confirmed', '', {}, '值班台'],
    ['deepened', 'unclean-restarts-repeat', { rule: 'unclean-restarts', device: 'd1' }, null],
    ['regraded', 'unclean-restarts-repeat', { from: 3, to: 2, rule: 'unclean-restarts' }, null],
    ['child-joined', 'F-12', { devices: 1 }, '值班台'],
    ['clock-at-risk', 'answer', {}, null],
    ['acknowledged', '', {}, '值班台'],
    ['dispatched', '', { to: '东片工程师' }, '值班台'],
    ['remote', '', {}, '值班台'],
    ['clock-breached', 'on-site', {}, null],
    ['escalated', 'on-site', {}, null],
    ['arrived', '', {}, '东片工程师'],
    ['noted', HOSTILE_NAMES[1]!, {}, '东片工程师'],
    ['plan-given', '换电源板', {}, '东片工程师'],
    ['spare-lent', '', { unit: '备用机 2 号' }, '东片工程师'],
    ['paused', 'waiting-for-part', {}, '东片工程师'],
    ['resumed', '', {}, '东片工程师'],
    ['silenced', '今天不再提醒', { until: now + HOUR }, '值班台'],
    ['finding-over', 'crashes', { device: 'd1' }, null],
    ['resolved', '换了插座', { cause: 'power', way: 'on-site', parts: '三孔插座' }, '东片工程师'],
    ['clean-period', '', { count: 3, of: 12 }, null],
    ['reopened', 'unclean-restarts-repeat', { rule: 'unclean-restarts' }, null],
    ['flapping', '', {}, null],
    ['verified', 'clean-periods', {}, null],
    ['closed', '学校同意', {}, '值班台'],
    ['merged', 'F-21', {}, '值班台'],
    ['released', '', {}, null],
    ['something-newer', 'because', { x: 1 }, null],
  ]
  return kinds.map(([what, why, detail, who], index) => ({
    at: iso(now - (kinds.length - index) * 4 * MINUTE),
    actor: who === null ? { kind: 'machine' } : { kind: 'person', name: who },
    what,
    why,
    detail,
  }))
}
