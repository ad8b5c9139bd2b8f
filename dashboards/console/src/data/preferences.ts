/** One remembered choice of this browser. Where storage is forbidden the choice lasts until the page is left. */
export function preference(name: string): {
  read(): string | null
  write(value: string): void
  drop(): void
} {
  const key = `forewarn.${name}`
  return {
    read() {
      try {
        return localStorage.getItem(key)
      } catch {
        return null
      }
    },
    drop() {
      try {
        localStorage.removeItem(key)
      } catch {
        // Nothing is kept where storage is forbidden.
      }
    },
    write(value) {
      try {
        localStorage.setItem(key, value)
      } catch {
        // The browser forbids storage; the choice holds for this page.
      }
    },
  }
}
