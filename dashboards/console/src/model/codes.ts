import type { EnrolmentCodeInfo } from '@forewarn/shared/api.ts'

export type CodeState = 'open' | 'used' | 'expired' | 'revoked'

/** Whether a code still lets a device in, and if not, why. */
export function codeState({ uses, used, expiresAt, revokedAt }: EnrolmentCodeInfo, now: number): CodeState {
  if (revokedAt !== null) return 'revoked'
  if (uses === 'one' && used > 0) return 'used'
  return Date.parse(expiresAt) <= now ? 'expired' : 'open'
}

/** Those that let somebody in first, the newest first among them. */
export const inCodeOrder = (codes: readonly EnrolmentCodeInfo[], now: number): EnrolmentCodeInfo[] =>
  [...codes].sort(
    (a, b) =>
      Number(codeState(a, now) !== 'open') - Number(codeState(b, now) !== 'open') ||
      b.createdAt.localeCompare(a.createdAt),
  )

/** The package manager as the README has it: it comes with Node and installs what is locked. */
const RUN = 'npx -y pnpm@12.21.0 forewarn-agent'

/** What is typed on the computer that enrols, line by line. PowerShell forbids scripts by default, so there the command file is named. */
export function installCommands(code: string): Record<'windows' | 'linux', string[]> {
  const lines = [`${RUN} enroll --code ${code}`, `${RUN} run`]
  return { windows: lines.map(line => line.replace(/^npx /, 'npx.cmd ')), linux: lines }
}
