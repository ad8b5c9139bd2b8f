import { evidenceOf, textOf } from '../attributes.ts'
import { addEvidence, type Finding, type Told } from '../finding.ts'
import { defineRule } from '../rule.ts'

const RULE = 'peripheral-gone'

const KNOBS = {
  minutes: { default: 5, minimum: 0, maximum: 120, doc: 'How long a part must be gone before it is told, minutes.' },
}

interface Gone {
  since: number
  evidence: string
  told: 2 | 3 | null
}

type State = Record<string, Gone>

const MOST_PARTS = 48

/**
 * A required part that is gone in class: grade 2, any other part that vanished: grade 3. Told once it stayed away for some minutes,
 * because a plug that is moved is no loss, and over when it is back. Outside class a required part is like any other.
 */
export const peripheralGone = defineRule<State, typeof KNOBS>({
  name: RULE,
  doc: 'Grade 2: a required camera, touch frame or the like is gone in class. Grade 3: another part is gone.',
  knobs: KNOBS,
  events: ['peripheral.vanished', 'peripheral.appeared'],
  metrics: [],
  arrivals: false,
  ticks: true,
  initial: () => ({}),
  step(state, input, { settings, scene }) {
    if (input.type === 'event') {
      const part = textOf(input, 'name') ?? textOf(input, 'peripheral')
      if (part === null) return { state, told: [] }
      if (input.name === 'peripheral.vanished') {
        if (state[part] !== undefined || Object.keys(state).length >= MOST_PARTS) return { state, told: [] }
        return { state: { ...state, [part]: { since: input.at, evidence: evidenceOf(input), told: null } }, told: [] }
      }
      const gone = state[part]
      if (gone === undefined) return { state, told: [] }
      const { [part]: _back, ...rest } = state
      const told: Told[] = gone.told === null ? [] : [{ type: 'over', rule: RULE, topic: `part:${part}`, at: input.at }]
      return { state: rest, told }
    }
    if (input.type !== 'tick') return { state, told: [] }
    const told: Told[] = []
    const changed: State = {}
    for (const [part, gone] of Object.entries(state)) {
      if (input.at - gone.since < settings.minutes * 60_000 || scene.isMaintenance(input.at)) continue
      const isRequired = scene.required.includes(part) && (scene.classes === null || scene.classes.isClass(input.at))
      const grade = isRequired ? 2 : 3
      if (gone.told !== null && gone.told <= grade) continue
      changed[part] = { ...gone, told: grade }
      told.push({ type: 'found', finding: findingOf(part, gone, { grade, at: input.at }) })
    }
    return { state: told.length === 0 ? state : { ...state, ...changed }, told }
  },
})

function findingOf(part: string, gone: Gone, { grade, at }: { grade: 2 | 3; at: number }): Finding {
  return {
    rule: RULE,
    topic: `part:${part}`,
    class: 'incident',
    grade,
    suspected: false,
    reason: grade === 2 ? 'required-part-gone' : 'part-gone',
    since: gone.since,
    last: at,
    count: 1,
    title: { zh: `${part} 不在`, en: `${part} is gone` },
    evidence: addEvidence([], gone.since, gone.evidence),
  }
}
