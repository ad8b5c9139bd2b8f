import { joinBoots } from '@forewarn/shared/evidence/boots.ts'
import { parseLast } from '@forewarn/shared/evidence/last.ts'

import type { Reader } from './material.ts'
import { textOf } from './text.ts'

/** Text of `last -x`. */
export const lastReader: Reader = {
  kind: 'login book',
  read(file, options) {
    const text = textOf(file)
    if (text === null || !/^(reboot +system boot|shutdown +system down|runlevel +\()/m.test(text)) return null
    const boots = joinBoots(parseLast(text, options))
    return boots.length === 0 ? null : { boots, events: [], notes: [] }
  },
}
