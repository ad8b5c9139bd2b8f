/** A line is cut off beyond this, characters: nothing that is evidence is longer. */
const LONGEST = 256 * 1024

/** Cuts a stream of text into lines. A line beyond all bounds is passed over, and reading goes on behind it. */
export function createLineCutter(onLine: (line: string) => void) {
  let rest = ''
  let isOverlong = false
  return (text: string): void => {
    let from = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      if (!isOverlong) onLine(rest + text.slice(from, end))
      rest = ''
      isOverlong = false
      from = end + 1
    }
    rest += text.slice(from)
    if (rest.length <= LONGEST) return
    rest = ''
    isOverlong = true
  }
}
