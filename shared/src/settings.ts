/**
 * A program's settings as one table: type, bounds, default, where else than in the file they may come from, and a sentence
 * for people. From it come the checks, the command line's options and the published JSON Schema, so none can disagree.
 * Precedence: flag, then environment, then file, then default.
 */
export type Setting = { doc: string; env?: string } & (
  | { type: 'string'; default: string | null; pattern?: string; example?: string }
  | { type: 'integer'; default: number; minimum: number; maximum: number }
  | { type: 'boolean'; default: boolean }
  | { type: 'choice'; default: string; choices: readonly string[] }
  | { type: 'strings'; default: readonly string[] }
)

export type SettingsTable = Record<string, Setting>

type ValueOf<S extends Setting> = S extends { type: 'string'; default: infer D }
  ? D extends null
    ? string | null
    : string
  : S extends { type: 'integer' }
    ? number
    : S extends { type: 'boolean' }
      ? boolean
      : S extends { type: 'choice'; choices: readonly (infer C)[] }
        ? C
        : string[]

export type Settings<T extends SettingsTable> = { [K in keyof T]: ValueOf<T[K]> }

/** Every fault of a configuration at once, each naming the setting and where its value came from. */
export class SettingsError extends Error {
  readonly faults: string[]
  constructor(faults: string[]) {
    super(
      `the configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${faults.map(f => `  - ${f}`).join('\n')}`,
    )
    this.name = 'SettingsError'
    this.faults = faults
  }
}

interface Sources {
  /** Parsed content of the file, whatever it is. */
  file?: unknown
  fileName?: string
  env?: Record<string, string | undefined>
  /** Flags as the command line gave them; undefined where absent. */
  flags?: Record<string, unknown>
}

/** Joins the sources by precedence. Throws `SettingsError` with every fault found in any of them. */
export function resolveSettings<T extends SettingsTable>(table: T, sources: Sources): Settings<T> {
  const faults: string[] = []
  const values: Record<string, unknown> = {}
  const fileName = sources.fileName ?? 'the file'
  let file: Record<string, unknown> = {}
  if (sources.file !== undefined && sources.file !== null) {
    if (typeof sources.file === 'object' && !Array.isArray(sources.file)) file = sources.file as Record<string, unknown>
    else
      faults.push(
        `${fileName}: expected settings as "name: value", found ${Array.isArray(sources.file) ? 'a list' : `a ${typeof sources.file}`}`,
      )
  }
  for (const name of Object.keys(file))
    if (!Object.hasOwn(table, name))
      faults.push(`${fileName}: "${name}" is not a setting${nearest(name, Object.keys(table))}`)
  for (const [name, setting] of Object.entries(table)) {
    values[name] = setting.default
    const given: [origin: string, value: unknown, text: boolean][] = [
      [fileName, Object.hasOwn(file, name) ? file[name] : undefined, false],
    ]
    if (setting.env !== undefined) given.push([`environment ${setting.env}`, sources.env?.[setting.env], true])
    given.push([`flag --${flagName(name)}`, sources.flags?.[name], true])
    for (const [origin, raw, text] of given) {
      if (raw === undefined) continue
      const value = text ? fromText(setting, raw) : raw
      const fault = faultOf(setting, value)
      if (fault === null) values[name] = value
      else faults.push(`${origin}: "${name}" ${fault}, not ${JSON.stringify(raw)}`)
    }
  }
  if (faults.length > 0) throw new SettingsError(faults)
  return values as Settings<T>
}

/** `dataFolder` → `data-folder`. */
export function flagName(name: string): string {
  return name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

function fromText(setting: Setting, raw: unknown): unknown {
  if (typeof raw !== 'string') return raw
  if (setting.type === 'integer') return /^-?\d+$/.test(raw.trim()) ? Number(raw) : raw
  if (setting.type === 'boolean')
    return raw === 'true' || raw === '1' ? true : raw === 'false' || raw === '0' ? false : raw
  if (setting.type === 'strings')
    return raw
      .split(',')
      .map(part => part.trim())
      .filter(part => part !== '')
  return raw
}

function faultOf(setting: Setting, value: unknown): string | null {
  switch (setting.type) {
    case 'string':
      if (value === null && setting.default === null) return null
      if (typeof value !== 'string' || value === '') return 'must be text'
      return setting.pattern === undefined || new RegExp(setting.pattern, 'u').test(value)
        ? null
        : `must look like ${setting.example ?? setting.pattern}`
    case 'integer':
      return Number.isInteger(value) && (value as number) >= setting.minimum && (value as number) <= setting.maximum
        ? null
        : `must be a whole number from ${setting.minimum} to ${setting.maximum}`
    case 'boolean':
      return typeof value === 'boolean' ? null : 'must be true or false'
    case 'choice':
      return setting.choices.includes(value as string) ? null : `must be one of ${setting.choices.join(', ')}`
    case 'strings':
      return Array.isArray(value) && value.every(part => typeof part === 'string' && part !== '')
        ? null
        : 'must be a list of texts'
  }
}

/** ` (did you mean "port"?)` where one name is a typing slip away. */
function nearest(name: string, known: string[]): string {
  const close = known.find(candidate => {
    const [a, b] = [candidate.toLowerCase(), name.toLowerCase().replaceAll(/[-_]/g, '')]
    return a === b || a.startsWith(b) || b.startsWith(a)
  })
  return close === undefined ? '' : ` (did you mean "${close}"?)`
}

/** The table as JSON Schema 2020-12, for editors and for checking a file before it is rolled out. */
export function settingsJsonSchema(table: SettingsTable, title: string): Record<string, unknown> {
  const properties = Object.fromEntries(
    Object.entries(table).map(([name, s]) => [name, { description: s.doc, default: s.default, ...shapeOf(s) }]),
  )
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    type: 'object',
    additionalProperties: false,
    properties,
  }
}

function shapeOf(setting: Setting): Record<string, unknown> {
  switch (setting.type) {
    case 'string':
      return {
        type: setting.default === null ? ['string', 'null'] : 'string',
        ...(setting.pattern === undefined ? {} : { pattern: setting.pattern }),
      }
    case 'integer':
      return { type: 'integer', minimum: setting.minimum, maximum: setting.maximum }
    case 'boolean':
      return { type: 'boolean' }
    case 'choice':
      return { enum: setting.choices }
    case 'strings':
      return { type: 'array', items: { type: 'string', minLength: 1 } }
  }
}
