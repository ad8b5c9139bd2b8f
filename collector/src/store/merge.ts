/** Joins ordered sequences into one; of equals the earlier sequence comes first. */
export function* mergeInOrder<T>(sequences: readonly Iterator<T>[], order: (a: T, b: T) => number): Generator<T> {
  const heads = sequences.map(sequence => sequence.next())
  for (;;) {
    let best = -1
    for (const [i, head] of heads.entries())
      if (head.done !== true && (best === -1 || order(head.value, heads[best]!.value as T) < 0)) best = i
    if (best === -1) return
    yield heads[best]!.value as T
    heads[best] = sequences[best]!.next()
  }
}
