import type { Latest, LatestAnswer } from '@forewarn/shared/api.ts'
import { METRICS } from '@forewarn/shared/metrics.ts'

import { readingsAt } from './senses.ts'

/* What an agent that lies may tell, within what the collector takes. */

const iso = (ms: number) => new Date(ms).toISOString()

/** Every metric of the catalogue and many it has not, with names and texts of the worst kind. */
export function hostileSenses(at: number, texts: readonly string[]): Latest[] {
  const { list, add } = readingsAt(at)
  const keys = ['system.device', 'hw.id', 'network.interface.name', 'forewarn.target', 'forewarn.program', 'source']
  keys.push('forewarn.peripheral', 'forewarn.resource', 'process.state', 'system.filesystem.mountpoint', 'hw.type')
  for (const metric of Object.keys(METRICS))
    for (const text of texts) {
      const attributes = Object.fromEntries(keys.map(key => [key, text.slice(0, 256)]))
      add(metric, attributes, [null, -1, 0, 1e300, Number.MAX_SAFE_INTEGER, 0.5][text.length % 6]!, 1e15)
    }
  for (let i = 0; i < 400; i++) add(`unheard.of.${i}`, { colour: texts[i % texts.length]!.slice(0, 256) }, i / 7)
  return list
}

export function hostileInventory(at: number, texts: readonly string[]): LatestAnswer['inventory'] {
  const facts = Object.fromEntries(texts.map((text, i) => [text.slice(0, 128), i % 2 === 0 ? text : i]))
  const subjects = [
    'services',
    'processes',
    'reach',
    'battery',
    'drive:',
    'os',
    '',
    '__proto__',
    ...texts,
    ...texts.map(text => `drive:${text}`),
  ]
  return subjects.map(subject => ({
    subject: subject.slice(0, 128),
    facts: {
      ...facts,
      failed: texts.join(' '),
      reasons: texts.join('; '),
      'cpu.1.name': texts[0]!,
      'cpu.1.share': 'much',
      verdict: 'fine',
    },
    at: iso(at),
  }))
}
