import { openSync, writeSync } from 'node:fs'

import { readIdentity } from '@forewarn/agent/identity.ts'
import { systemClock } from '@forewarn/shared/clock.ts'

import { createWriter } from './writer.ts'

/*
 * A writer as a process of its own, to be killed. Its one argument is its task as JSON. Every record whose append has returned is noted
 * in the journal with one system call, which outlives the process: `epoch n id`, one a line.
 */

export interface WriterTask {
  folder: string
  journal: string
  /** Ids of this process's records count up from here. */
  firstId: number
  /** Records appended every `everyMs`, one in ten an event; 0 only sends what waits. */
  burst: number
  everyMs: number
  /** The records claim to be this much older than they are. */
  olderMs: number
  /** Do not connect. */
  offline?: boolean
  /** End by itself once so many records are durable and, unless offline, everything is acknowledged. */
  stopAfter?: number
}

/** Appends not yet durable at most; beyond it the writer waits, as any caller of append should. */
const MOST_PENDING = 1_000

const task = JSON.parse(process.argv[2]!) as WriterTask
const identity = readIdentity(task.folder)!
const journal = openSync(task.journal, 'a')
const writer = createWriter({ folder: task.folder, identity })
let id = task.firstId
let pending = 0
let durable = 0

function appendOne(): void {
  const { epoch, next } = writer.spool.position()
  const mine = id++
  const at = { now: systemClock.now() - task.olderMs, up: systemClock.up() - task.olderMs }
  pending += 1
  const appended = mine % 10 === 0 ? writer.event(mine, at) : writer.sample(mine, at)
  void appended.then(() => {
    writeSync(journal, `${epoch} ${next} ${mine}\n`)
    pending -= 1
    durable += 1
  })
}

const ticking = setInterval(() => {
  const { stopAfter = Infinity } = task
  for (let i = 0; i < task.burst && pending < MOST_PENDING && durable + pending < stopAfter; i++) appendOne()
  if (durable < stopAfter || (!task.offline && writer.spool.position().waiting > 0)) return
  clearInterval(ticking)
  void writer.stop()
}, task.everyMs)

if (!task.offline) writer.start()
