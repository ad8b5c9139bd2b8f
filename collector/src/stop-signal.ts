/**
 * Resolves when the process is asked to stop. Asking again changes nothing: pnpm passes on a Ctrl-C that the terminal has
 * delivered already, and stopping is bounded anyway.
 */
export function createStopSignal(): () => Promise<void> {
  const asked = new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
  return () => asked
}
