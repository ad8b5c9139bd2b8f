import type { FollowedRequest } from '@forewarn/shared/request-api.ts'
import { PUBLIC_STEPS, type RequestKind } from '@forewarn/shared/requests.ts'

import type { IncidentWithEntries } from '../store/incident-calls.ts'
import type { RequestRow } from '../store/request-calls.ts'
import { isoTime } from './describe.ts'
import { describeIncident } from './describe-incident.ts'

interface Followed {
  key: string
  request: RequestRow
  own: IncidentWithEntries
  /** The incident it is held under: what is done there is done for it. */
  above: IncidentWithEntries | null
  place: FollowedRequest['place']
  photos: number
}

/** The clocks that concern whoever waits. */
const PUBLIC_CLOCKS: readonly string[] = ['answer', 'on-site', 'solve']

/** A request as its sender may see it: its own words, the promises and the steps, and nobody's name. */
export function describeFollowed({ key, request, own, above, place, photos }: Followed, now: number): FollowedRequest {
  const deciding = above ?? own
  const { grade, state, clocks, resolution } = describeIncident(deciding.incident, now)
  const steps = [...own.entries.filter(({ what }) => what === 'opened'), ...deciding.entries]
    .filter(({ what }, index, all) => what !== 'opened' || index === all.findIndex(other => other.what === 'opened'))
    .flatMap(({ at, what }) => {
      const step = PUBLIC_STEPS.find(one => one === what)
      return step === undefined ? [] : [{ at: isoTime(at), what: step }]
    })
  return {
    key,
    number: own.incident.id,
    place,
    what: request.what as RequestKind,
    text: request.text,
    sentAt: isoTime(request.at),
    grade,
    state,
    clocks: clocks.filter(({ name, state: standing }) => PUBLIC_CLOCKS.includes(name) && standing !== 'not-needed'),
    steps,
    resolution:
      resolution === null
        ? null
        : { at: resolution.at, cause: resolution.cause, way: resolution.way, measures: resolution.measures },
    photos,
  }
}
