import type { Field, WindowsEvent } from './event.ts'

/** What an event may hold at most. A record of a log is at most 64 KiB long (the size of an `.evtx` chunk). */
const MOST_FIELDS = 1_024
const MOST_DEPTH = 24

type Section = 'System' | 'EventData' | 'UserData' | 'other'

/**
 * Builds an event from `<Event><System>…</System><EventData>…</EventData></Event>`, element by element, whatever they are read from.
 * Rendered text, the computer, the user and what no rule needs is passed over. One builder serves one event after the other.
 */
export class EventBuilder {
  #depth = 0
  #section: Section = 'other'
  /** The element of System or EventData that is open. */
  #element = ''
  #path: string[] = []
  /** Whether the innermost open element of UserData holds no other. */
  #leaf = false
  #text = ''
  #collecting = false

  #provider = ''
  #id: number | null = null
  #qualifiers: number | null = null
  #version = 0
  #level = 0
  #task = 0
  #at: number | null = null
  #recordId: number | null = null
  #channel = ''
  #data: Field[] = []
  #fieldName: string | null = null
  #binary: string | null = null
  #userData: Field[] = []

  /** Forgets the event before. */
  begin(): void {
    this.#depth = 0
    this.#section = 'other'
    this.#path = []
    this.#collecting = false
    this.#provider = ''
    this.#id = this.#qualifiers = this.#at = this.#recordId = this.#binary = null
    this.#version = this.#level = this.#task = 0
    this.#channel = ''
    this.#data = []
    this.#userData = []
  }

  /** Whether the event can still become one. */
  open(name: string): boolean {
    const depth = ++this.#depth
    if (depth === 1) return name === 'Event'
    if (depth === 2) {
      this.#section = name === 'System' || name === 'EventData' || name === 'UserData' ? name : 'other'
      return true
    }
    if (this.#section === 'UserData') {
      this.#path.push(name)
      this.#leaf = true
      this.#text = ''
      this.#collecting = true
    } else if (depth === 3) {
      this.#element = name
      this.#fieldName = null
      this.#text = ''
      this.#collecting = this.#section !== 'other'
    }
    return depth <= MOST_DEPTH && this.#data.length <= MOST_FIELDS && this.#userData.length <= MOST_FIELDS
  }

  /** Whether an attribute of this name of the open element is of use. */
  wants(name: string): boolean {
    if (this.#depth !== 3) return false
    if (this.#section === 'EventData') return name === 'Name'
    return this.#section === 'System' && (name === 'Name' || name === 'Qualifiers' || name === 'SystemTime')
  }

  attribute(name: string, value: string): void {
    if (this.#depth !== 3) return
    if (this.#section === 'EventData' && name === 'Name') this.#fieldName = value
    if (this.#section !== 'System') return
    if (this.#element === 'Provider' && name === 'Name') this.#provider = value
    else if (this.#element === 'EventID' && name === 'Qualifiers') this.#qualifiers = digits(value)
    else if (this.#element === 'TimeCreated' && name === 'SystemTime') this.#at = systemTime(value)
  }

  /** Whether text where the reader stands is of use. */
  get collects(): boolean {
    return this.#collecting
  }

  text(value: string): void {
    if (this.#collecting) this.#text = this.#text === '' ? value : this.#text + value
  }

  close(): void {
    if (this.#depth === 2) {
      this.#path = []
      this.#collecting = false
    } else if (this.#section === 'UserData') this.#closeUserData()
    else if (this.#depth === 3) {
      this.#collecting = false
      if (this.#section === 'System') this.#closeSystem()
      else if (this.#section === 'EventData') this.#closeEventData()
    }
    this.#depth--
  }

  /** The event, or null where it lacks what every event has. */
  finish(): WindowsEvent | null {
    if (this.#depth !== 0 || this.#provider === '' || this.#id === null || this.#at === null) return null
    return {
      provider: this.#provider,
      id: this.#id,
      qualifiers: this.#qualifiers,
      version: this.#version,
      level: this.#level,
      task: this.#task,
      at: this.#at,
      recordId: this.#recordId,
      channel: this.#channel,
      data: this.#data,
      binary: this.#binary,
      userData: this.#userData,
    }
  }

  #closeSystem(): void {
    switch (this.#element) {
      case 'EventID':
        this.#id = digits(this.#text)
        break
      case 'Version':
        this.#version = digits(this.#text) ?? 0
        break
      case 'Level':
        this.#level = digits(this.#text) ?? 0
        break
      case 'Task':
        this.#task = digits(this.#text) ?? 0
        break
      case 'EventRecordID':
        this.#recordId = digits(this.#text)
        break
      case 'Channel':
        this.#channel = this.#text.trim()
        break
      default:
        break
    }
  }

  #closeEventData(): void {
    if (this.#element === 'Data') this.#data.push([this.#fieldName, this.#text.toWellFormed()])
    else if (this.#element === 'Binary') this.#binary = this.#text.trim() || null
  }

  #closeUserData(): void {
    if (this.#leaf) this.#userData.push([this.#path.join('/'), this.#text.trim().toWellFormed()])
    this.#leaf = false
    this.#path.pop()
    this.#text = ''
  }
}

/** A decimal number without sign, or null; unlike `Number`, nothing else is one. */
function digits(text: string, from = 0, to = text.length): number | null {
  let value = 0
  let any = false
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code >= 48 && code <= 57) {
      value = value * 10 + code - 48
      any = true
    } else if (!(code <= 32)) return null
  }
  return any && Number.isSafeInteger(value) ? value : null
}

/** `2024-02-03T04:05:06.789012300Z` in ms. By hand because every event has one. */
function systemTime(text: string): number | null {
  const month = digits(text, 5, 7) ?? 0
  const day = digits(text, 8, 10) ?? 0
  const second = digits(text, 17, 19)
  if (text.charCodeAt(10) !== 84 || month < 1 || month > 12 || day < 1 || day > 31 || second === null) return null
  const at = Date.UTC(
    digits(text, 0, 4) ?? Number.NaN,
    month - 1,
    day,
    digits(text, 11, 13) ?? Number.NaN,
    digits(text, 14, 16) ?? Number.NaN,
    second,
  )
  if (Number.isNaN(at)) return null
  let fraction = 0
  for (let i = 20; i < 23; i++) {
    const code = text.charCodeAt(i)
    fraction = fraction * 10 + (code >= 48 && code <= 57 ? code - 48 : 0)
  }
  return text.charCodeAt(19) === 46 ? at + fraction : at
}
