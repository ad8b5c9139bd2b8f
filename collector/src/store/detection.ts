import type { DatabaseSync } from 'node:sqlite'

import { createConsumer, type Consumer } from '../detect/consumer.ts'
import { createEngine } from '../detect/engine.ts'
import { armRules } from '../detect/rules/index.ts'
import { createConsequences } from '../incidents/consequences.ts'
import { createInputReader } from './detect-inputs.ts'
import { createDetectState } from './detect-state.ts'
import { createDirectory } from './directory.ts'
import { createIncidentCalls, type IncidentCalls } from './incident-calls.ts'
import { createIncidentTable } from './incidents.ts'
import type { Layouts } from './layouts.ts'
import type { Log } from './log.ts'
import { createSiteSettings } from './site-settings.ts'
import { transaction } from './transaction.ts'
import { createWatchLists } from './watch-lists.ts'

interface Parts {
  db: DatabaseSync
  log: Log
  layouts: Layouts
  /** When this collector began to listen, ms. */
  listeningSince: number
}

export interface Detection {
  consumer: Consumer
  incidents: IncidentCalls
}

/** Detection and incidents on the store's database: rules → consequences → incidents, all in the store's thread. */
export function createDetection({ db, log, layouts, listeningSince }: Parts): Detection {
  const settings = createSiteSettings(db)
  const directory = createDirectory(db, settings, createWatchLists(db))
  const table = createIncidentTable(db)
  const consequences = createConsequences(table, directory)
  const engine = createEngine(armRules())
  const atOnce = (work: () => void): void => transaction(db, work)
  const consumer = createConsumer({
    engine,
    directory,
    book: createDetectState(db),
    readInputs: createInputReader({ layout: layouts.get, wants: engine.wants }),
    apply: consequences.apply,
    dueClocks: table.due,
    clockChanged: consequences.clock,
    resolved: table.resolved,
    cleanPeriod: consequences.cleanPeriod,
    transaction: atOnce,
    readLog: log.read,
    listeningSince,
  })
  return {
    consumer,
    incidents: createIncidentCalls({ table, consequences, directory, settings, transaction: atOnce, consumer }),
  }
}
