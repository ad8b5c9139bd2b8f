import type { Health } from '@forewarn/shared/api.ts'
import { signal } from '@preact/signals'

const current = signal<Health | null>(null)

/** The collector's own state as last heard; null until it was heard. */
export const health = () => current.value
export const setHealth = (health: Health) => void (current.value = health)
