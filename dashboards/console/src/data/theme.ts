import { signal } from '@preact/signals'

import { preference } from './preferences.ts'

const chosen = preference('theme')
const system = matchMedia('(prefers-color-scheme: dark)')
const shown = signal<'light' | 'dark'>('light')

/** The theme on screen; what paints with its colours by hand follows it. */
export const theme = () => shown.value

function show(): void {
  const choice = chosen.read()
  if (choice === 'light' || choice === 'dark') document.documentElement.dataset['theme'] = choice
  shown.value = choice === 'light' || choice === 'dark' ? choice : system.matches ? 'dark' : 'light'
}

/** Follows the system until the viewer chooses. */
export function startTheme(): void {
  show()
  system.addEventListener('change', show)
}

export function switchTheme(): void {
  chosen.write(shown.peek() === 'dark' ? 'light' : 'dark')
  show()
}
