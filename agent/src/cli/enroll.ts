import { accessSync, constants, mkdirSync } from 'node:fs'
import { arch, hostname, platform, release } from 'node:os'

import { enrol, EnrolmentError } from '../enrol.ts'
import { systemFiles } from '../files.ts'
import { readHardware } from '../hardware.ts'
import { writeIdentity } from '../identity.ts'
import { AGENT_VERSION } from '../version.ts'
import { CommandError, EXIT } from './exit.ts'
import type { AgentSettings } from './program.ts'

/** Enrols this device and stores its identity; an identity that is there already is replaced only by a new one. */
export async function enroll(
  settings: AgentSettings,
  { code, name }: { code: string; name: string | undefined },
): Promise<void> {
  // A one-time code must not be used up before it is known that its answer can be stored.
  mkdirSync(settings.data, { recursive: true, mode: 0o700 })
  accessSync(settings.data, constants.W_OK)
  try {
    const identity = await enrol({
      code,
      address: settings.collector,
      allowPlainWs: settings.allowPlainWs,
      request: {
        hostname: name ?? hostname(),
        hardware: readHardware(systemFiles),
        agent: AGENT_VERSION,
        platform: `${platform()} ${arch()} ${release()}`,
      },
    })
    writeIdentity(settings.data, identity)
    process.stdout.write(`enrolled as ${identity.device} at ${identity.address}\n`)
  } catch (error) {
    if (error instanceof EnrolmentError)
      throw new CommandError(error.message, error.refused ? EXIT.refused : EXIT.failed)
    throw error
  }
}
