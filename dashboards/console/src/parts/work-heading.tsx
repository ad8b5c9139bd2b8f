import { useComputed } from '@preact/signals'

import { now } from '../data/clock.ts'
import { allIncidents } from '../data/incidents.ts'
import { isUnsolved } from '../model/incident-order.ts'
import { workSentence } from '../model/incident-sentence.ts'

/** The answer to "what needs me"; drawn again only when its words change. */
export function WorkHeading() {
  const sentence = useComputed(() => workSentence(allIncidents().filter(isUnsolved), now()))
  return <h1 aria-live="polite">{sentence}</h1>
}
