import type { LogGap, LogLine, LogSink } from '../watchers/follower.ts'

/** A sink that keeps what it is given. */
export function keepingSink(): LogSink & { lines: LogLine[]; gaps: LogGap[]; losses: string[] } {
  const lines: LogLine[] = []
  const gaps: LogGap[] = []
  const losses: string[] = []
  return {
    lines,
    gaps,
    losses,
    line: line => lines.push(line),
    gap: gap => gaps.push(gap),
    lost: reason => losses.push(reason),
  }
}
