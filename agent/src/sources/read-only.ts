import type { Happening } from '../sampler/source.ts'
import type { Mount, MountState } from './mounts.ts'

/**
 * Tells when a file system stops taking what is written, and when it takes it again. One that was mounted read-only to begin with is
 * as somebody wanted it; one that refuses since an error is told even when it is first seen so, because nobody wanted that.
 */
export function createReadOnlyWatch() {
  let known = new Map<string, { state: MountState; told: boolean }>()

  return (mounts: readonly Mount[]): Happening[] => {
    const events: Happening[] = []
    const next: typeof known = new Map()
    for (const mount of mounts) {
      const { key, state } = mount
      const before = known.get(key)
      const told = before?.told ?? false
      const turned = state === 'failed' || (state === 'read-only' && before?.state === 'writable')
      if (state === 'writable' && told) events.push({ name: 'filesystem.writable', severity: 'info', ...naming(mount) })
      if (turned && !told) events.push({ name: 'filesystem.read-only', severity: 'error', ...naming(mount) })
      next.set(key, { state, told: state !== 'writable' && (told || turned) })
    }
    known = next
    return events
  }
}

function naming({ name, device, type }: Mount): Pick<Happening, 'attributes'> {
  return { attributes: { mountpoint: name, device, type } }
}
