import type { ChildHandlers, StartChild } from '../watchers/child.ts'

interface FakeChild extends ChildHandlers {
  args: readonly string[]
  stopped: boolean
}

/** Children that say what a test has them say. */
export function fakeChildren(): { start: StartChild; children: FakeChild[]; last(): FakeChild } {
  const children: FakeChild[] = []
  return {
    children,
    last: () => children.at(-1)!,
    start(_program, args, handlers) {
      const child: FakeChild = { ...handlers, args, stopped: false }
      children.push(child)
      return {
        async stop() {
          child.stopped = true
        },
      }
    },
  }
}
