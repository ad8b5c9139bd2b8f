import { registerHooks } from 'node:module'

/*
 * Loaded before a collector (`node --import`, which its threads inherit): what follows the log is shown nothing and only says how far it would
 * have got. So the same collector is measured without detection, which has no switch of its own.
 */

const FOLLOWER = '/collector/src/detect/consumer.ts'

const blinded = (url: string): string => `
  import { createConsumer as createReal } from '${url}?real'
  export function createConsumer(parts) {
    let seen = 0
    const nothing = () => undefined
    return {
      ...createReal(parts),
      take: position => void (seen = position),
      tick: nothing,
      clocks: nothing,
      checkpoint: nothing,
      keepAfter: () => seen,
    }
  }
`

registerHooks({
  load: (url, context, next) =>
    url.endsWith(FOLLOWER) ? { format: 'module', source: blinded(url), shortCircuit: true } : next(url, context),
})
