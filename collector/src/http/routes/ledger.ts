import { Ledger } from '@forewarn/shared/api.ts'

import type { App, Parts } from '../app.ts'
import { describeLedger } from '../describe.ts'
import { DeviceParams, unknownDevice } from './devices.ts'

/** What of one device's records came, came late, was dropped, is missing. */
export function registerLedger(app: App, { store }: Parts): void {
  app.get(
    '/devices/:device/ledger',
    {
      config: { audience: 'viewer', scope: 'named' },
      schema: { summary: 'A device’s loss ledger', tags: ['devices'], params: DeviceParams, response: { 200: Ledger } },
    },
    async request => {
      const ledger = await store.ledger.of(request.params.device)
      if (ledger === null) throw unknownDevice()
      return describeLedger(ledger)
    },
  )
}
