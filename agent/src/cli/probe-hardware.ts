/**
 * Internal: prints as JSON what `systeminformation` finds of memory modules and graphics, and ends. The agent runs it in a process of its
 * own, because that package keeps what it loads and waits for the programs it starts (dmidecode, lspci, nvidia-smi) without a deadline.
 */
export async function probeHardware(): Promise<void> {
  const [{ memLayout }, { graphics }] = await Promise.all([
    import('systeminformation/lib/memory.js'),
    import('systeminformation/lib/graphics.js'),
  ])
  process.stdout.write(`${JSON.stringify({ modules: await memLayout(), graphics: await graphics() })}\n`)
}
