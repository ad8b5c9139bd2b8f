import { settingsJsonSchema } from '@forewarn/shared/settings.ts'
import type { Command } from 'commander'

import { SETTINGS } from '../../settings.ts'
import { clientOf, withData, type DataFlags, type Io } from '../context.ts'

/** `forewarn config-schema` and `forewarn openapi`. */
export function addDescribeCommands(program: Command, io: Io): void {
  program
    .command('config-schema')
    .description('print the JSON Schema of the settings file')
    .action(() => io.out(`${JSON.stringify(settingsJsonSchema(SETTINGS, 'Forewarn collector'), null, 2)}\n`))

  withData(program.command('openapi').description('print the running collector’s OpenAPI document'), io).action(
    async (flags: DataFlags) => {
      const document = await clientOf(flags).get<unknown>('/api/v1/openapi.json')
      io.out(`${JSON.stringify(document, null, 2)}\n`)
    },
  )
}
