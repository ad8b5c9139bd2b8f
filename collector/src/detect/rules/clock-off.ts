import { sustainedRule } from '../sustained.ts'

const KNOBS = {
  seconds: { default: 300, minimum: 10, maximum: 86_400, doc: 'How far the clock must be off, seconds.' },
  minutes: { default: 10, minimum: 1, maximum: 1440, doc: 'For how long, minutes.' },
}

/** A clock far off misleads timetables, certificates and sign-ins: grade 3. */
export const clockOff = sustainedRule({
  name: 'clock-off',
  doc: 'Grade 3: the clock is far off.',
  knobs: KNOBS,
  metric: 'forewarn.clock.offset',
  inClass: false,
  release: 0.5,
  stretches: ({ seconds, minutes }) => [{ above: seconds, forMs: minutes * 60_000, grade: 3, reason: 'clock-off' }],
  magnitude: true,
  subject: () => ({
    topic: 'clock',
    title: { zh: '电脑时钟偏差很大', en: 'The computer’s clock is far off' },
    unit: 's',
  }),
})
