import { createApply } from './apply.ts'
import { createAudit } from './audit.ts'
import { createCounters } from './counters.ts'
import { createCut } from './cut.ts'
import { openDatabase } from './database.ts'
import { createDetection } from './detection.ts'
import { createTickLookup } from './detect-state.ts'
import { createDevices } from './devices.ts'
import { createEnrolment } from './enrolment.ts'
import { walkRecords, type EntryHeader } from './entry.ts'
import { commitRange, createEpochs } from './epochs.ts'
import { createHistory } from './history.ts'
import { createLatest } from './latest.ts'
import { createLayouts } from './layouts.ts'
import { createLedger } from './ledger.ts'
import { createLog } from './log.ts'
import { createNotices } from './notices.ts'
import { createPeople } from './people.ts'
import { createPhotos } from './photos.ts'
import { createPlaces } from './places.ts'
import { createReadings, type Retention } from './readings.ts'
import { createRequestLinks } from './request-links.ts'
import { createStreams } from './streams.ts'
import { createSummaries } from './summaries.ts'
import { createTails } from './tail.ts'
import { walkUncut } from './uncut.ts'
import { createUpkeep } from './upkeep.ts'
import { createWatchLists } from './watch-lists.ts'

/** About what a busy group commit writes. */
const PROBE_BYTES = 65_536

export interface StoreOptions {
  file: string
  retention: Retention
  tailBytes: number
  /** When this collector began to listen, ms: before it nobody could have been heard. */
  listeningSince: number
}

/**
 * The embedded store on one SQLite file, as it runs in its thread: one function that commits records, and questions
 * about what is committed. Throws `StoreError` when the file cannot be used.
 */
export function openStore({ file, retention, tailBytes, listeningSince }: StoreOptions) {
  const db = openDatabase(file)
  const epochs = createEpochs(db)
  const counters = createCounters(db)
  const layouts = createLayouts(db)
  const streams = createStreams(db)
  const log = createLog(db)
  const tails = createTails()
  const latest = createLatest(tails)
  const notices = createNotices(db)
  const devices = createDevices(db, epochs, createSummaries(latest, layouts))
  const history = createHistory({ db, layouts, tails })
  const cut = createCut({ db, epochs, counters, latest, layouts, streams, tails })
  const readings = createReadings({ db, devices, history, latest, layouts, streams, retention })
  const audit = createAudit(db)
  const size = db.prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')

  // What is not cut yet is taken in again.
  walkUncut({ log, counters, tickBefore: createTickLookup(db) }, ({ header, row, from, to, place }) => {
    commitEntry(header, row)
    counters.add(header.device, header.count, header.backlog, 0)
    tails.append(header.device, place, header.firstAt, row.subarray(from, to))
  })

  function commitEntry(header: EntryHeader, bytes: Uint8Array): void {
    const state = epochs.get(header.device, header.epoch)
    if (header.contiguous) commitRange(state, header.first, header.last, header.firstAt, header.lastAt)
    else
      walkRecords(bytes, header.bodyStart, header.bodyEnd, record =>
        commitRange(state, record.n, record.n, record.at, record.at),
      )
    epochs.touch(header.device, header.epoch)
  }

  const { consumer, incidents, requests, archive, rules } = createDetection({ db, log, layouts, listeningSince })
  const upkeep = createUpkeep({
    db,
    history,
    log,
    streams,
    tails,
    cut,
    retention,
    tailBytes,
    keepAfter: consumer.keepAfter,
    purgeAudit: audit.purge,
  })
  /** Committed and not yet looked at; the bytes are good until the next commit. */
  let unseen: { position: number; entries: Uint8Array } | null = null
  const apply = createApply(
    { db, epochs, layouts, log, tails, notices, counters, tick: () => consumer.marker().tick },
    (position, entries) => {
      unseen = { position, entries }
    },
  )

  return {
    apply,
    /** Shows what was committed last to the rules; belongs right behind the answer to its commit. */
    detect(): void {
      if (unseen === null) return
      const { position, entries } = unseen
      unseen = null
      consumer.take(position, entries)
    },
    /** Time passes: clocks to the second, everything else by the minute. */
    clocks: consumer.clocks,
    tick: consumer.tick,
    checkpoint: consumer.checkpoint,
    upkeep,
    /** What other threads may ask, by area; every argument and answer can be cloned between threads. */
    calls: {
      places: createPlaces(db),
      watchLists: createWatchLists(db),
      people: createPeople(db),
      audit: { add: audit.add, list: audit.list },
      enrolment: createEnrolment(db),
      devices,
      readings,
      ledger: createLedger(db, devices, epochs, counters),
      incidents,
      requests,
      requestLinks: createRequestLinks(db),
      photos: createPhotos(db),
      archive,
      rules,
      layouts: { all: layouts.all },
      upkeep: { scheduleRetention: upkeep.scheduleRetention, cutAll: upkeep.cutAll },
    },
    /** Throws where the disk has no room for a commit of some size. */
    probe(): void {
      db.exec(`INSERT OR REPLACE INTO meta (name, value) VALUES ('probe', randomblob(${PROBE_BYTES}))`)
      db.exec("DELETE FROM meta WHERE name = 'probe'")
    },
    measure: () => ({ position: log.position, bytes: (size.get() as { bytes: number }).bytes }),
    close(): void {
      db.close()
    },
  }
}

export type Store = ReturnType<typeof openStore>
