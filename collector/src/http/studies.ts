import type { Study } from '../store/study.ts'
import type { App, Parts } from './app.ts'
import { Problem } from './problem.ts'

/** Each takes a thread, and a core while it reads; the collector's own work comes first. */
const MOST_AT_ONCE = 2

/** Long reading for who asks over HTTP: few at once, and none outlives the server. Registered once for all routes that study. */
export function createStudies(app: App, store: Parts['store']) {
  const running = new Set<AsyncGenerator<string>>()
  app.addHook('onClose', async () => {
    for (const one of running) await one.return(undefined)
  })

  async function* follow(source: AsyncGenerator<string>): AsyncGenerator<string> {
    try {
      yield* source
    } finally {
      running.delete(source)
    }
  }

  return {
    /** Begins to read; throws a `Problem` while others do. */
    begin(study: Study): AsyncGenerator<string> {
      if (running.size >= MOST_AT_ONCE)
        throw new Problem(409, 'busy', 'Others are reading the history already; try again later.', 10_000)
      const source = store.study(study)
      running.add(source)
      return follow(source)
    },
  }
}

export type Studies = ReturnType<typeof createStudies>
