import { addEvidence, type Finding } from '../finding.ts'
import { defineRule, type Knobs } from '../rule.ts'

/** Nothing needs to be remembered: each crash is a finding of its own. */
type State = null

/**
 * One crash, hang or loss of power of the machine: grade 3, a hidden danger (隐患). A loss of power out of class is advice, because it
 * is somebody's switch more often than a fault; without a timetable it counts as in class.
 */
export const machineCrash = defineRule<State, Knobs>({
  name: 'machine-crash',
  doc: 'Grade 3: one bugcheck, kernel panic, hang or loss of power.',
  knobs: {},
  events: ['system.boot'],
  metrics: [],
  arrivals: false,
  ticks: false,
  initial: () => null,
  step(state, input, { scene }) {
    if (input.type !== 'event' || input.attributes['previousEnd'] !== 'unclean') return { state, told: [] }
    const { at, attributes } = input
    if (scene.isMaintenance(at)) return { state, told: [] }
    const cause = String(attributes['previousCause'] ?? 'unknown')
    const code = attributes['bugcheckCode']
    const powerLost = cause === 'power-loss-or-hang' || cause === 'power-button'
    const downMs = Number(attributes['downSeconds'] ?? 0) * 1000
    const outOfClass = powerLost && scene.classes !== null && !scene.classes.isClass(at - downMs)
    const finding: Finding = {
      rule: 'machine-crash',
      // What somebody's switch did is no part of what is wrong with the machine.
      topic: outOfClass ? 'power-out-of-class' : 'machine',
      class: 'incident',
      grade: outOfClass ? 4 : 3,
      suspected: false,
      reason: outOfClass ? 'power-lost-out-of-class' : powerLost ? 'power-lost-once' : 'crashed-once',
      since: at,
      last: at,
      count: 1,
      title: TITLES[cause] ?? TITLES['unknown']!,
      evidence: addEvidence([], at, typeof code === 'string' ? `${cause} ${code}` : cause),
    }
    return { state, told: [{ type: 'found', finding }] }
  },
})

const TITLES: Record<string, { zh: string; en: string }> = {
  bugcheck: { zh: '电脑蓝屏后重启', en: 'The computer stopped with a blue screen and restarted' },
  'kernel-panic': { zh: '系统内核崩溃后重启', en: 'The kernel crashed and the computer restarted' },
  lockup: { zh: '电脑锁死后重启', en: 'The computer locked up and was restarted' },
  'power-button': { zh: '被长按电源键强制关机', en: 'The computer was forced off by its power button' },
  'power-loss-or-hang': { zh: '电脑断电或死机后重启', en: 'The computer lost power or hung, and restarted' },
  unknown: { zh: '电脑非正常重启', en: 'The computer restarted without a clean stop' },
}
