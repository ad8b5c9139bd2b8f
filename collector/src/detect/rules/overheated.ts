import { addEvidence, type Finding, type Told } from '../finding.ts'
import { defineRule } from '../rule.ts'
import { MINUTE_MS } from './times.ts'

const RULE = 'overheated'

const KNOBS = {
  minutes: { default: 5, minimum: 1, maximum: 120, doc: 'How long above its limit, minutes.' },
  below: { default: 5, minimum: 1, maximum: 30, doc: 'How far below its limit it is over, kelvins.' },
}

interface Sensor {
  /** By the sensor's own word, °C; null where it is not known. */
  limit: number | null
  aboveSince: number | null
  told: boolean
}

type State = Record<string, Sensor>

const MOST_SENSORS = 48

/** A sensor stays at or above the limit it states itself: grade 3. A limit of 0 means that none was set; without a limit there is no rule. */
export const overheated = defineRule<State, typeof KNOBS>({
  name: RULE,
  doc: 'Grade 3: temperature above the sensor’s own limit.',
  knobs: KNOBS,
  events: [],
  metrics: ['hw.temperature', 'hw.temperature.limit'],
  arrivals: false,
  ticks: false,
  initial: () => ({}),
  step(state, input, { settings }) {
    if (input.type !== 'reading') return { state, told: [] }
    const { at, value, attributes } = input
    const id = attributes['hw.id'] ?? 'sensor'
    const known = state[id]
    if (known === undefined && Object.keys(state).length >= MOST_SENSORS) return { state, told: [] }
    const sensor = known ?? { limit: null, aboveSince: null, told: false }
    if (input.metric === 'hw.temperature.limit') {
      const type = attributes['hw.limit_type'] ?? ''
      if (!type.startsWith('high') || value <= 0) return { state, told: [] }
      // Of several limits the lowest critical one counts; a degraded one only where there is no other.
      const limit = type === 'high.critical' || sensor.limit === null ? value : sensor.limit
      return limit === sensor.limit
        ? { state, told: [] }
        : { state: { ...state, [id]: { ...sensor, limit } }, told: [] }
    }
    if (sensor.limit === null) return { state, told: [] }
    const { limit } = sensor
    const told: Told[] = []
    let next = sensor
    if (value >= limit) {
      const aboveSince = sensor.aboveSince ?? at
      const isLong = at - aboveSince >= settings.minutes * MINUTE_MS
      if (isLong && !sensor.told) told.push({ type: 'found', finding: findingOf(id, { aboveSince, at, value, limit }) })
      next = { limit, aboveSince, told: sensor.told || isLong }
    } else if (value < limit - settings.below) {
      if (sensor.told) told.push({ type: 'over', rule: RULE, topic: `heat:${id}`, at })
      next = { limit, aboveSince: null, told: false }
    }
    const isSame = next.aboveSince === sensor.aboveSince && next.told === sensor.told
    return { state: isSame ? state : { ...state, [id]: next }, told }
  },
})

function findingOf(
  id: string,
  { aboveSince, at, value, limit }: { aboveSince: number; at: number; value: number; limit: number },
): Finding {
  return {
    rule: RULE,
    topic: `heat:${id}`,
    class: 'incident',
    grade: 3,
    suspected: false,
    reason: 'overheated',
    since: aboveSince,
    last: at,
    count: 1,
    title: { zh: `${id} 温度过高`, en: `${id} is too hot` },
    evidence: addEvidence([], at, `${value} °C, its limit is ${limit} °C`),
  }
}
