/** Asked as often as there are rows in a file; a format is dear to make. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatIn(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (format === undefined) {
    // This locale writes a date and time as a machine does, but for the comma between them.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    formats.set(zone, format)
  }
  return format
}

/** What the clock on the wall of a zone shows at a moment, Unix ms: `2026-11-25T14:18`. */
export const wallTime = (at: number, zone: string): string => formatIn(zone).format(at).replace(' ', 'T').slice(0, 16)

/** The moment at which the clock on the wall of a zone shows a time; null where that is no time of the calendar. */
export function momentOf(wall: string, zone: string): number | null {
  const asUtc = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall) ? Date.parse(`${wall}Z`) : Number.NaN
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 16) !== wall) return null
  const shift = (at: number) => Date.parse(`${wallTime(at, zone)}Z`) - at
  // The shift is that of the moment itself, which is known only once it is applied; the second look finds it beside a change of clocks too.
  return asUtc - shift(asUtc - shift(asUtc))
}
