import type { IncidentView } from '@forewarn/shared/incident-api.ts'

import { placeOf } from '../model/incident-words.ts'

/** Where an incident is, in a line. */
export function Place({ incident }: { incident: IncidentView }) {
  const { site, spot } = placeOf(incident)
  return (
    <>
      <bdi>{site}</bdi>
      {spot !== null && (
        <>
          {' · '}
          <bdi>{spot}</bdi>
        </>
      )}
    </>
  )
}
