/*
 * The words of service requests (服务请求单) and what one may weigh, as the form, the collector and its documents share them.
 */

/** What a person may say is wrong, in the order the form offers it. */
export const REQUEST_KINDS = {
  touch: { zh: '点了没反应', en: 'No touch' },
  start: { zh: '开不了机', en: 'Will not start' },
  restarts: { zh: '自己重启', en: 'Restarts itself' },
  picture: { zh: '没有画面', en: 'No picture' },
  sound: { zh: '没有声音', en: 'No sound' },
  network: { zh: '上不了网', en: 'No network' },
  program: { zh: '软件打不开', en: 'App will not open' },
  other: { zh: '其他', en: 'Something else' },
} as const satisfies Record<string, { zh: string; en: string }>
export type RequestKind = keyof typeof REQUEST_KINDS

/** What one photo may weigh, bytes, and how many may be sent with one request. */
export const PHOTO_LIMITS = { bytes: 5 * 1024 * 1024, perRequest: 3 } as const
/** How long the texts of a request may be. */
export const REQUEST_TEXT = { text: 1000, contact: 100 } as const

/** The steps a person without an account may follow; who did them and what was noted is not among them. */
export const PUBLIC_STEPS = [
  'opened',
  'acknowledged',
  'dispatched',
  'remote',
  'arrived',
  'plan-given',
  'spare-lent',
  'resolved',
  'reopened',
  'verified',
  'closed',
] as const
