import manifest from '../package.json' with { type: 'json' }

/** The agent's version, as hello, enrolment and `--version` tell it. */
export const AGENT_VERSION: string = manifest.version
