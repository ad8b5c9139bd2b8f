/** Runs jobs one after the other; a key that waits or runs already is not added again. */
export function createQueue() {
  const known = new Set<object>()
  let tail: Promise<void> = Promise.resolve()

  return {
    add(key: object, job: () => Promise<void>): void {
      if (known.has(key)) return
      known.add(key)
      tail = tail.then(job).finally(() => known.delete(key))
    },
  }
}
