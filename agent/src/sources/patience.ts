/** Each question that hangs holds one of the runtime's four threads (libuv's default); the last one is kept for everything else. */
const MOST_HANGING = 3

/** Asks the kernel what it may never answer, such as the size of a file system whose server is gone. */
export interface Patience {
  /**
   * The answer; null where it failed, did not come in time, or `key` has not answered an earlier question yet. Questions are put one
   * after the other, so that no more than `MOST_HANGING` threads can ever be lost, whoever asks.
   */
  ask<T>(key: string, question: () => Promise<T>, deadlineMs: number): Promise<T | null>
}

export function createPatience(): Patience {
  const hanging = new Set<string>()
  let last: Promise<unknown> = Promise.resolve()

  function attempt<T>(key: string, question: () => Promise<T>, deadlineMs: number): Promise<T | null> | null {
    if (hanging.has(key) || hanging.size >= MOST_HANGING) return null
    const { promise, resolve } = Promise.withResolvers<T | null>()
    const timer = setTimeout(() => {
      hanging.add(key)
      resolve(null)
    }, deadlineMs)
    const settle = (answer: T | null): void => {
      clearTimeout(timer)
      hanging.delete(key)
      resolve(answer)
    }
    question().then(settle, () => settle(null))
    return promise
  }

  return {
    ask(key, question, deadlineMs) {
      const answer = last.then(() => attempt(key, question, deadlineMs))
      last = answer
      return answer
    },
  }
}
