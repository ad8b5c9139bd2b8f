/** How Node is started for the agent. */
export const AGENT_NODE_FLAGS: readonly string[] = ['--lite-mode', '--v8-pool-size=0', '--max-semi-space-size=1']
