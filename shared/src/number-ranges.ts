/** Closed ranges of whole numbers, ascending, never touching: `[[1, 40], [45, 45]]`. */
export type NumberRanges = [first: number, last: number][]

/** Index of the first range whose end is at or after `n`. */
function seek(ranges: NumberRanges, n: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ranges[middle]![1] < n) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether `n` lies inside one of the ranges. */
export function contains(ranges: NumberRanges, n: number): boolean {
  const range = ranges[seek(ranges, n)]
  return range !== undefined && range[0] <= n
}

/** Whether no number of `first..last` lies inside the ranges. */
export function isDisjoint(ranges: NumberRanges, first: number, last: number): boolean {
  const range = ranges[seek(ranges, first)]
  return range === undefined || range[0] > last
}

/** Adds `first..last` in place, joining what it touches. */
export function addRange(ranges: NumberRanges, first: number, last: number): void {
  const tail = ranges.at(-1)
  if (tail !== undefined && tail[0] <= first && first <= tail[1] + 1) {
    if (last > tail[1]) tail[1] = last
    return
  }
  const at = seek(ranges, first - 1)
  let end = at
  while (end < ranges.length && ranges[end]![0] <= last + 1) {
    first = Math.min(first, ranges[end]![0])
    last = Math.max(last, ranges[end]![1])
    end++
  }
  ranges.splice(at, end - at, [first, last])
}

/** How many numbers the ranges hold. */
export function countNumbers(ranges: NumberRanges): number {
  let count = 0
  for (const [first, last] of ranges) count += last - first + 1
  return count
}

/** The numbers of `first..last` that lie in none of the ranges. */
export function gapsWithin(ranges: NumberRanges, first: number, last: number): NumberRanges {
  const gaps: NumberRanges = []
  let next = first
  for (let i = seek(ranges, first); i < ranges.length && ranges[i]![0] <= last; i++) {
    const [from, to] = ranges[i]!
    if (from > next) gaps.push([next, from - 1])
    next = to + 1
  }
  if (next <= last) gaps.push([next, last])
  return gaps
}
