import type { Log } from './log.ts'

/** One clean-up may take so long before the next one runs all the same. */
const CLEANUP_MS = 4_000

/** Named clean-ups, run last in, first out; one that fails or hangs is logged and keeps none of the others from running. */
export function createCleanups(log: Log) {
  const stack: [name: string, run: () => void | Promise<void>][] = []
  return {
    add(name: string, run: () => void | Promise<void>): void {
      stack.push([name, run])
    },
    async run(): Promise<void> {
      for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
        const [name, run] = entry
        try {
          await withDeadline(Promise.resolve(run()), CLEANUP_MS)
        } catch (error) {
          log.error('a clean-up failed', { name, error: (error as Error).message })
        }
      }
    },
  }
}

/** The promise's result, or an error after `ms` milliseconds. */
export async function withDeadline<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([promise, deadline])
  } finally {
    clearTimeout(timer)
  }
}
