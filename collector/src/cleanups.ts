import type { FastifyBaseLogger } from 'fastify'

export interface Cleanups {
  add(name: string, run: () => void | Promise<void>): void
  /**
   * Runs all, last in first out; one that fails or takes too long is logged and holds up nothing after it. Called while it
   * runs, it waits for that run.
   */
  run(): Promise<void>
}

/** What has to be undone on stop, or when a start fails half-way. */
export function createCleanups(log: Pick<FastifyBaseLogger, 'warn'>, limitMs = 10_000): Cleanups {
  const list: { name: string; run: () => void | Promise<void> }[] = []

  async function bounded(run: () => void | Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`took longer than ${limitMs} ms`)), limitMs)
    })
    try {
      await Promise.race([run(), limit])
    } finally {
      clearTimeout(timer)
    }
  }

  async function runAll(): Promise<void> {
    for (let item = list.pop(); item !== undefined; item = list.pop())
      try {
        await bounded(item.run)
      } catch (error) {
        log.warn({ err: error, step: item.name }, 'a step of stopping failed')
      }
  }

  let running: Promise<void> | null = null
  return {
    add: (name, run) => void list.push({ name, run }),
    async run() {
      running ??= runAll()
      await running
      running = null
    },
  }
}
