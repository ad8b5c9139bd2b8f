import type { CommandResult, Commands } from '../commands.ts'

/** Programs from a table: the command line as typed, and how it ends; what is not in the table is not installed. */
export function fakeCommands(table: Record<string, CommandResult | string>): Commands & { ran: string[] } {
  const ran: string[] = []
  return {
    ran,
    async run(program, args) {
      const line = [program, ...args].join(' ')
      ran.push(line)
      const result = table[line] ?? { kind: 'missing' }
      return typeof result === 'string' ? { kind: 'done', code: 0, stdout: result, stderr: '' } : result
    },
  }
}
