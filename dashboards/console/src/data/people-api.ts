import type { Role, TokenCreated, TokenInfo } from '@forewarn/shared/api.ts'
import type { AuditList, ResetAnswer, SessionInfo, User, UserCreated } from '@forewarn/shared/people-api.ts'

import { request } from './http.ts'

const user = (name: string) => `/api/v1/users/${encodeURIComponent(name)}`

/** Somebody or something that may come in, and what they see. */
interface Admitted {
  name: string
  role: Role
  sites: string[] | null
}

/** Which entries of the audit log are asked for. */
export interface AuditQuery {
  limit: number
  actor?: string
  action?: string
  subject?: string
  outcome?: string
  from?: string
}

/** The addresses of the collector about people, with the shape of their answers. */
export const peopleApi = {
  setPassword: (password: string, current?: string) =>
    request<null>('/api/v1/session/password', {
      method: 'PUT',
      body: current === undefined ? { password } : { password, current },
    }),
  sessions: (signal: AbortSignal) => request<{ sessions: SessionInfo[] }>('/api/v1/sessions', { signal }),
  endSession: (id: string) => request<null>(`/api/v1/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' }),
  users: (signal: AbortSignal) => request<{ users: User[] }>('/api/v1/users', { signal }),
  createUser: (body: Admitted) => request<UserCreated>('/api/v1/users', { method: 'POST', body }),
  changeUser: (name: string, body: Partial<Omit<Admitted, 'name'>> & { disabled?: boolean }) =>
    request<User>(user(name), { method: 'PATCH', body }),
  resetUser: (name: string, way: 'password' | 'link') =>
    request<ResetAnswer>(`${user(name)}/reset`, { method: 'POST', body: { way } }),
  sessionsOf: (name: string, signal: AbortSignal) =>
    request<{ sessions: SessionInfo[] }>(`${user(name)}/sessions`, { signal }),
  endSessionsOf: (name: string) => request<null>(`${user(name)}/sessions`, { method: 'DELETE' }),
  tokens: (signal: AbortSignal) => request<{ tokens: TokenInfo[] }>('/api/v1/tokens', { signal }),
  createToken: (body: Admitted) => request<TokenCreated>('/api/v1/tokens', { method: 'POST', body }),
  revokeToken: (id: string) => request<null>(`/api/v1/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' }),
  audit: (query: AuditQuery, signal: AbortSignal) =>
    request<AuditList>(
      `/api/v1/audit?${new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString()}`,
      { signal },
    ),
}
