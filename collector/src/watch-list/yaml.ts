import type { SiteWatchList } from '@forewarn/shared/api.ts'
import { LineCounter, isNode, parseDocument, stringify, type Document } from 'yaml'

import { checkWatchList } from './check.ts'
import { faultText, tellFaults, type Fault } from './faults.ts'

/** A text that is no watch list; the message has a line for every fault, which names its place. */
export class WatchListFileError extends Error {
  constructor(lines: readonly string[]) {
    super(lines.length === 1 ? lines[0] : `there are ${lines.length} faults:\n${lines.join('\n')}`)
    this.name = 'WatchListFileError'
  }
}

/** The list as YAML that `parseWatchList` reads back. */
export function writeWatchList(siteId: string, list: SiteWatchList): string {
  return (
    `# What the agents of ${siteId} watch. An entry without roles is for every device.\n` +
    `# To put a changed copy in its place: forewarn site watch-list ${siteId} --file FILE\n` +
    stringify(list, { lineWidth: 0 })
  )
}

/** Reads YAML or JSON. Throws `WatchListFileError`, for an empty text too, because that is what a failed program leaves in a pipe. */
export function parseWatchList(text: string, from: string): SiteWatchList {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0)
    throw new WatchListFileError(
      document.errors.map(error => `${from}:${error.linePos?.[0].line ?? 1}: ${firstLine(error.message)}`),
    )
  if (document.contents === null)
    throw new WatchListFileError([`${from} is empty; "{}" is a watch list without any entry`])
  const checked = checkWatchList(valueOf(document, from))
  if (checked.ok) return checked.list
  const lineOf = ({ path }: Fault): number => lines.linePos(positionOf(document, path)).line
  throw new WatchListFileError(tellFaults(checked.faults, fault => `${from}:${lineOf(fault)}: ${faultText(fault)}`))
}

function valueOf(document: Document, from: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown
  } catch (error) {
    throw new WatchListFileError([`${from}: ${firstLine((error as Error).message)}`])
  }
}

/** Where in the text the fault is, or the nearest thing around it that is written there. */
function positionOf(document: Document, path: Fault['path']): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

/** The library adds a drawing of the place to its sentence. */
function firstLine(message: string): string {
  return message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')
}
