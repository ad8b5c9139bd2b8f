import type { Action, Incident } from './incident.ts'

/** A service request (服务请求单): a person says that something is wrong. */
export interface ServiceRequest {
  siteId: string
  roomId: string | null
  device: string | null
  text: string
  /** The lesson cannot go on: a suspected grade 2 instead of grade 4. */
  lessonStopped: boolean
}

/** An incident by what it is about and when it opened: ids are given out anew where a site is judged again by itself. */
export interface Subject {
  device: string | null
  topic: string
  openedAt: number
}

/** What people did to incidents, written down so that a history can be judged again with it. */
export type Act =
  | { type: 'act'; about: Subject; action: Action; by: string }
  | { type: 'merge'; about: Subject; into: Subject; by: string }
  | { type: 'request'; request: ServiceRequest }

export function subjectOfIncident({ devices, topic, openedAt }: Incident): Subject {
  return { device: devices[0] ?? null, topic, openedAt }
}
