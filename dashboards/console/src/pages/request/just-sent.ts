import { signal } from '@preact/signals'

/** The request this page has just sent, so that what became of it can begin with "received"; and whether its photo was lost on the way. */
export const justSent = signal<{ key: string; photoLost: boolean } | null>(null)
