/** The agent's entry as source and as bundle, and the names it is linked under. */
const ENTRY = /(^|[\\/])(agent[\\/]src[\\/]main\.ts|forewarn-agent(\.cjs)?)$/

/** How this program is started once more; null where another program has loaded it, whose commands are others. */
export function ownProgram(
  execPath: string = process.execPath,
  script: string | undefined = process.argv[1],
): [program: string, script: string] | null {
  return script !== undefined && ENTRY.test(script) ? [execPath, script] : null
}
