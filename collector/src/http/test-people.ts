import { ask, type Answer, type TestCollector } from '../test-collector.ts'

/* For tests: what administrators do to let others in, and requests as those make them. */

/** A request as the administrator makes it; throws where it is refused. */
export async function admin<T>(at: TestCollector, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await ask(at, method, `/api/v1${path}`, { token: at.adminToken, body })
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.text}`)
  return answer.status === 204 ? (undefined as T) : answer.json()
}

export const signIn = (at: TestCollector, user: string, password: string): Promise<Answer> =>
  ask(at, 'POST', '/api/v1/session', { body: { user, password } })

export const OWN_PASSWORD = 'a password of my own'

/** Creates a user who has set a password of their own; answers the cookie of their session. */
export async function newUser(
  at: TestCollector,
  user: { name: string; role: string; sites?: string[] },
): Promise<string> {
  const { password } = await admin<{ password: string }>(at, 'POST', '/users', user)
  const { cookie = '' } = await signIn(at, user.name, password)
  const set = await as(at, cookie, 'PUT', '/session/password', { password: OWN_PASSWORD })
  if (set.status !== 204) throw new Error(set.text)
  return cookie
}

/** A request with a session's cookie. */
export const as = (at: TestCollector, cookie: string, method: string, path: string, body?: unknown): Promise<Answer> =>
  ask(at, method, `/api/v1${path}`, { body, headers: { cookie } })
