/** What one agent may send: generous for an honest backlog, finite for a flood. Amounts per second and at once. */
export const ALLOWANCE = {
  messages: { perSecond: 200, burst: 2_000 },
  bytes: { perSecond: 4 << 20, burst: 32 << 20 },
} as const

/** A token bucket for messages and one for bytes. */
export class Meter {
  #messages: number = ALLOWANCE.messages.burst
  #bytes: number = ALLOWANCE.bytes.burst
  #at: number

  constructor(now: number) {
    this.#at = now
  }

  /** Takes one message of so many bytes; false where the allowance is spent. */
  take(bytes: number, now: number): boolean {
    const seconds = Math.max(0, now - this.#at) / 1000
    this.#at = now
    const { messages, bytes: volume } = ALLOWANCE
    this.#messages = Math.min(messages.burst, this.#messages + seconds * messages.perSecond) - 1
    this.#bytes = Math.min(volume.burst, this.#bytes + seconds * volume.perSecond) - bytes
    return this.#messages >= 0 && this.#bytes >= 0
  }
}
