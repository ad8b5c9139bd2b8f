import { preference } from './preferences.ts'

/** What a person has begun to write about an incident and not sent; kept in this browser until it is. */
export function draftOf<T extends object>(
  incident: string,
): { read(): Partial<T>; write(draft: T): void; drop(): void } {
  const kept = preference(`draft.${incident}`)
  return {
    read() {
      try {
        const value: unknown = JSON.parse(kept.read() ?? '{}')
        return typeof value === 'object' && value !== null ? value : {}
      } catch {
        return {}
      }
    },
    write: draft => kept.write(JSON.stringify(draft)),
    drop: () => kept.drop(),
  }
}
