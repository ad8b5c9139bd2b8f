import type { Finding } from '../detect/finding.ts'
import type { ServiceRequest } from './acts.ts'
import type { Change, Setting } from './incident.ts'
import { openIncident } from './open.ts'

/** What a person's request opens: grade 4, or a suspected grade 2 where the lesson cannot go on. */
export function openRequest(id: string, request: ServiceRequest, setting: Setting): Change {
  const { siteId, device, roomId, lessonStopped, text } = request
  const { now } = setting
  const finding: Finding = {
    rule: 'service-request',
    topic: `request:${now}`,
    class: 'incident',
    grade: lessonStopped ? 2 : 4,
    suspected: lessonStopped,
    reason: lessonStopped ? 'lesson-stopped' : 'requested-by-person',
    since: now,
    last: now,
    count: 1,
    title: { zh: '服务请求', en: 'Service request' },
    evidence: [{ at: now, text }],
  }
  return openIncident({ id, siteId, device, roomId, finding }, setting)
}
