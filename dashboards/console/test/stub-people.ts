import type { TokenInfo } from '@forewarn/shared/api.ts'
import type { AuditEntry, SessionInfo, User } from '@forewarn/shared/people-api.ts'

/** Names nobody should have, and somebody will. */
const HOSTILE = { script: '<script>alert(1)</script>', rtl: '\u202eabc\u202c', long: '长'.repeat(400) }

/** What came of a request; null where it is not about people. */
type Answered = { status: number; body: unknown } | null

/** The collector's people in short: users, their sessions, tokens and the audit log, changed as the page asks. */
export interface StubPeople {
  users: User[]
  sessions: SessionInfo[]
  tokens: TokenInfo[]
  entries: AuditEntry[]
  /** The password that counts as the present one. */
  password: string
  /** Answers as to somebody who is no administrator. */
  refuses: boolean
  answer(method: string, url: URL, body: () => Promise<unknown>): Promise<Answered>
}

const DAY = 86_400_000
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36'
const PHONE = 'Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0 Mobile MicroMessenger/8.0'
/** The first words of the paths answered here; a body can be read once, so those of others stay unread. */
const OWN = ['session', 'sessions', 'users', 'tokens', 'audit']
export const ONE_TIME = 'hjk4m-9pqrt-wx2yz-abc3d'

export function createStubPeople(now: number): StubPeople {
  const iso = (ago: number) => new Date(now - ago).toISOString()
  const user = (name: string, change: Partial<User> = {}): User => ({
    name,
    role: 'engineer',
    sites: null,
    createdAt: iso(90 * DAY),
    disabledAt: null,
    passwordUntil: null,
    lastSeenAt: iso(3_600_000),
    sessions: 1,
    ...change,
  })
  const session = (id: string, change: Partial<SessionInfo> = {}): SessionInfo => ({
    id,
    way: 'password',
    address: '192.0.2.17',
    agent: CHROME,
    createdAt: iso(2 * DAY),
    seenAt: iso(60_000),
    expiresAt: iso(-5 * DAY),
    current: false,
    ...change,
  })
  const token = (name: string, change: Partial<TokenInfo> = {}): TokenInfo => ({
    id: `token-${name}`,
    name,
    role: 'viewer',
    sites: null,
    createdAt: iso(40 * DAY),
    lastUsedAt: iso(20_000),
    revokedAt: null,
    ...change,
  })
  let serial = 0
  const entry = (actor: string, action: string, change: Partial<AuditEntry> = {}): AuditEntry => ({
    id: String(900 - serial),
    at: iso(serial++ * 1_900_000),
    actor,
    actorKind: 'user',
    address: '192.0.2.17',
    action,
    summary: 'As the collector says it',
    subject: '',
    detail: {},
    outcome: 'done',
    status: 200,
    ...change,
  })
  const stub: StubPeople = {
    password: 'right-password',
    refuses: false,
    users: [
      user('admin', { role: 'admin', sessions: 2 }),
      user('东片工程师'),
      user('谷雨路小学', { role: 'viewer', sites: ['s1'] }),
      user('新来的', { role: 'viewer', sites: ['s1'], passwordUntil: iso(-2 * DAY), lastSeenAt: null, sessions: 0 }),
      user(HOSTILE.script, { sessions: 0 }),
      user('离任的', { disabledAt: iso(9 * DAY), lastSeenAt: iso(10 * DAY), sessions: 0 }),
    ],
    sessions: [
      session('session-1', { current: true }),
      session('session-2', { agent: PHONE, way: 'link', address: '198.51.100.4', seenAt: iso(5 * 3_600_000) }),
      session('session-3', { agent: 'curl/8', address: '2001:db8:85a3::8a2e:370:7334', seenAt: iso(DAY) }),
    ],
    tokens: [
      token('Grafana'),
      token('大屏', { sites: ['s1'], lastUsedAt: null }),
      token('以前的脚本', { role: 'engineer', revokedAt: iso(DAY) }),
    ],
    entries: [
      entry('东片工程师', 'POST /incidents/{incident}/actions', {
        subject: 'F-19',
        detail: { 'action.type': 'dispatch' },
      }),
      entry('admin', 'POST /users', { subject: '新来的', detail: { name: '新来的', role: 'viewer', sites: ['s1'] } }),
      entry('谷雨路小学', 'PATCH /sites/{site}', {
        subject: 's1',
        detail: { name: '谷雨路第一小学' },
        outcome: 'refused',
        status: 403,
      }),
      entry('大屏', 'PUT /rules', { actorKind: 'token', outcome: 'failed', status: 503 }),
      entry('admin', 'POST /session', { actorKind: 'stranger', outcome: 'refused', status: 401 }),
      entry('board-301', 'POST /enrol', { actorKind: 'device', subject: 'dev-1f2e3d4c5b6a7988' }),
      entry(HOSTILE.script, 'POST /sites', { subject: HOSTILE.rtl, detail: { name: HOSTILE.long.slice(0, 200) } }),
      entry('admin', 'POST /things/of/tomorrow', { subject: 'thing-1' }),
    ],
    answer,
  }

  async function answer(method: string, url: URL, read: () => Promise<unknown>): Promise<Answered> {
    const [, area, id, part] = url.pathname.slice('/api/v1'.length).split('/').map(decodeURIComponent)
    if (!OWN.includes(area ?? '')) return null
    const body = method === 'GET' || method === 'DELETE' ? {} : ((await read()) as Record<string, unknown>)
    const ok = (answered: unknown, status = 200) => ({ status, body: answered })
    const no = (status: number, code: string) => ({ status, body: { code, message: `Refused: ${code}.` } })
    const done = ok(null, 204)
    if (stub.refuses && ['users', 'tokens', 'audit'].includes(area ?? '')) return no(403, 'role-too-low')
    switch (
      `${method} /${area}${id === undefined ? '' : area === 'session' ? `/${id}` : '/x'}${part === undefined ? '' : `/${part}`}`
    ) {
      case 'PUT /session/password':
        if (body['current'] !== undefined && body['current'] !== stub.password) return no(403, 'wrong-password')
        stub.password = String(body['password'])
        stub.sessions = stub.sessions.filter(({ current }) => current)
        return done
      case 'GET /sessions':
      case 'GET /users/x/sessions':
        return ok({ sessions: stub.sessions })
      case 'DELETE /sessions/x':
        stub.sessions = stub.sessions.filter(one => one.id !== id)
        return done
      case 'DELETE /users/x/sessions':
        stub.sessions = []
        return done
      case 'GET /users':
        return ok({ users: stub.users })
      case 'POST /users': {
        const name = String(body['name'])
        if (stub.users.some(one => one.name === name)) return no(409, 'name-taken')
        const created = user(name, { ...body, passwordUntil: iso(-3 * DAY), lastSeenAt: null, sessions: 0 })
        stub.users.push(created)
        return ok({ ...created, password: ONE_TIME }, 201)
      }
      case 'PATCH /users/x': {
        const found = stub.users.find(one => one.name === id)!
        if (found.name === 'admin') return no(409, 'last-admin')
        const { disabled, ...change } = body
        Object.assign(found, change, disabled === undefined ? {} : { disabledAt: disabled === true ? iso(0) : null })
        return ok(found)
      }
      case 'POST /users/x/reset': {
        const link = body['way'] === 'link'
        const expiresAt = iso(-DAY)
        return ok({ password: link ? null : ONE_TIME, path: link ? '/sign-in#ticket=abc' : null, expiresAt })
      }
      case 'GET /tokens':
        return ok({ tokens: stub.tokens })
      case 'POST /tokens': {
        const created = token(String(body['name']), { ...body, lastUsedAt: null })
        stub.tokens.push(created)
        return ok({ ...created, token: 'fwt_shown-this-once' }, 201)
      }
      case 'DELETE /tokens/x':
        Object.assign(
          stub.tokens.find(one => one.id === id)!,
          { revokedAt: iso(0) },
        )
        return done
      case 'GET /audit': {
        const wanted = (name: 'actor' | 'action' | 'subject' | 'outcome', entry: AuditEntry) =>
          [null, entry[name]].includes(url.searchParams.get(name))
        const entries = stub.entries.filter(one =>
          (['actor', 'action', 'subject', 'outcome'] as const).every(name => wanted(name, one)),
        )
        const actions = [...new Set(stub.entries.map(({ action }) => action))]
        return ok({
          entries,
          next: null,
          actions: actions.map(action => ({ action, summary: 'As the collector says it' })),
        })
      }
      default:
        return null
    }
  }
  return stub
}
