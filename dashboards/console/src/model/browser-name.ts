/** What a browser calls itself, in the order in which it must be looked for: each later one appears in the texts of earlier ones. */
const BROWSERS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/MicroMessenger/, '微信 WeChat'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrom(e|ium)\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad|iPod/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

/** Browser and system by which a person knows their own device; null where the text tells neither. */
export function browserName(agent: string): string | null {
  const found = [BROWSERS, SYSTEMS].flatMap(list => list.find(([pattern]) => pattern.test(agent))?.[1] ?? [])
  return found.length === 0 ? null : found.join(' · ')
}
