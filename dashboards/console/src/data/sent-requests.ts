import { preference } from './preferences.ts'

/** What this telephone has sent through a link: enough to find it again, and nobody's words. */
interface SentHere {
  key: string
  number: string
}

const MOST = 5

/** The last requests sent from here through a link, newest first. */
export function sentHere(token: string): { list(): SentHere[]; add(one: SentHere): void } {
  const kept = preference(`sent.${token}`)
  const list = (): SentHere[] => {
    try {
      const value: unknown = JSON.parse(kept.read() ?? '[]')
      return Array.isArray(value) ? value.filter(isSent) : []
    } catch {
      return []
    }
  }
  return {
    list,
    add({ key, number }) {
      const others = list().filter(one => one.number !== number)
      kept.write(JSON.stringify([{ key, number }, ...others].slice(0, MOST)))
    },
  }
}

const isSent = (value: unknown): value is SentHere =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as SentHere).key === 'string' &&
  typeof (value as SentHere).number === 'string'
