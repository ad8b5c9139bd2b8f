import type { DatabaseSync } from 'node:sqlite'

import { createConsumer, type Consumer } from '../detect/consumer.ts'
import { createJudge, NOTHING_SEEN } from '../detect/judge.ts'
import type { RuleSettings } from '../detect/rule-settings.ts'
import { createConsequences } from '../incidents/consequences.ts'
import { createActs } from './acts.ts'
import { createArchive } from './archive.ts'
import { createInputReader } from './detect-inputs.ts'
import { createDetectState } from './detect-state.ts'
import { createFacts } from './facts.ts'
import { createIncidentCalls, type IncidentCalls } from './incident-calls.ts'
import { createIncidentTable } from './incidents.ts'
import type { Layouts } from './layouts.ts'
import type { Log } from './log.ts'
import { createRequestCalls, type RequestCalls } from './request-calls.ts'
import { createRuleSettings } from './rule-settings.ts'
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
  requests: RequestCalls
  archive: ReturnType<typeof createArchive>
  rules: { get(): RuleSettings; set(rules: RuleSettings, now: number): void }
}

/** Detection and incidents on the store's database: rules → consequences → incidents, all in the store's thread. */
export function createDetection({ db, log, layouts, listeningSince }: Parts): Detection {
  const settings = createSiteSettings(db)
  const ruleSettings = createRuleSettings(db)
  const facts = createFacts({ db, settings, watchLists: createWatchLists(db), rules: ruleSettings })
  const table = createIncidentTable(db)
  const acts = createActs(db)
  const atOnce = (work: () => void): void => transaction(db, work)
  const book = createDetectState(db)
  const judge = createJudge({ devices: book.states(), shared: { ...NOTHING_SEEN, ...book.checkpoint()?.shared } })
  const consequences = createConsequences(table, judge.directory)
  const consumer = createConsumer({
    judge,
    book,
    facts,
    readInputs: createInputReader(layouts.get),
    apply: consequences.apply,
    dueClocks: table.due,
    clockChanged: consequences.clock,
    transaction: atOnce,
    readLog: log.read,
    listeningSince,
  })
  const incidents = createIncidentCalls({ table, consequences, facts, settings, acts, transaction: atOnce, consumer })
  return {
    consumer,
    rules: {
      get: ruleSettings.get,
      /** The rules are others from now on. */
      set(rules: RuleSettings, now: number): void {
        ruleSettings.set(rules)
        consumer.tick(now)
      },
    },
    incidents,
    requests: createRequestCalls(db, incidents),
    archive: createArchive(db, table),
  }
}
