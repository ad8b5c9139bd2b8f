import type {
  FollowedRequest,
  PhotoList,
  PhotoView,
  RequestForm,
  RequestInput,
  SentRequests,
} from '@forewarn/shared/request-api.ts'

import { request } from './http.ts'

const link = (token: string) => `/api/v1/request-links/${encodeURIComponent(token)}`
const sent = (key: string) => `/api/v1/requests/${encodeURIComponent(key)}`
const incident = (id: string) => `/api/v1/incidents/${encodeURIComponent(id)}`

/** What the page of people without an account asks the collector, and what an incident's page asks of what they sent. */
export const requestApi = {
  form: (token: string, device: string | null, signal: AbortSignal) =>
    request<RequestForm>(`${link(token)}${device === null ? '' : `?device=${encodeURIComponent(device)}`}`, { signal }),
  file: (token: string, body: RequestInput) =>
    request<FollowedRequest>(`${link(token)}/requests`, { method: 'POST', body }),
  follow: (key: string, signal: AbortSignal) => request<FollowedRequest>(sent(key), { signal }),
  note: (key: string, text: string) =>
    request<FollowedRequest>(`${sent(key)}/notes`, { method: 'POST', body: { text } }),
  photo: (key: string, picture: Blob) => request<FollowedRequest>(`${sent(key)}/photos`, { method: 'POST', picture }),

  photosOf: (id: string, signal: AbortSignal) => request<PhotoList>(`${incident(id)}/photos`, { signal }),
  requestsOf: (id: string, signal: AbortSignal) => request<SentRequests>(`${incident(id)}/requests`, { signal }),
  addPhoto: (id: string, picture: Blob) => request<PhotoView>(`${incident(id)}/photos`, { method: 'POST', picture }),
}
