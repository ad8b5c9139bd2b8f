const NEEDED = 26

/** Ends the program on a Node that is too old: there the same code fails later and less clearly. */
export function requireNode(): void {
  const [major = 0] = process.versions.node.split('.').map(Number)
  if (major >= NEEDED) return
  process.stderr.write(
    `Forewarn needs Node ${NEEDED}; this is ${process.version} (${process.execPath}).\n` +
      'Run it through "pnpm start" or "pnpm forewarn" after "pnpm install" has succeeded, which brings the right one.\n',
  )
  process.exit(1)
}
