import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(file => file !== '' && existsSync(join(root, file)))
const sources = tracked.filter(file => /\.tsx?$/.test(file))
const product = sources.filter(file => /^(agent|collector|shared)\/src\//.test(file) && !/test|testing/.test(file))

/** Which rooms a room may import from, besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  shared: [],
  agent: ['shared'],
  collector: ['shared'],
  dashboards: ['shared'],
  test: ['shared', 'agent', 'collector'],
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(match => match[1]!)
}

function roomOf(file: string, imported: string): string | null {
  const named = /^@forewarn\/(\w+)/.exec(imported)
  if (named !== null) return named[1] === 'console' ? 'dashboards' : named[1]!
  return imported.startsWith('.') ? relative(root, resolve(root, dirname(file), imported)).split('/')[0]! : null
}

describe('the architecture', () => {
  test.each(Object.keys(MAY_IMPORT))('%s imports only from the rooms it may', room => {
    const wrong = sources
      .filter(file => file.startsWith(`${room}/`))
      .flatMap(file => importsOf(file).map(imported => ({ file, imported, into: roomOf(file, imported) })))
      .filter(({ into }) => into !== null && into !== room && !MAY_IMPORT[room]!.includes(into))
    expect(wrong).toEqual([])
  })

  test('only one file reads the real clock', () => {
    const readers = product.filter(file =>
      /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bprocess\.hrtime\b/.test(
        readFileSync(join(root, file), 'utf8'),
      ),
    )
    expect(readers).toEqual(['shared/src/clock.ts'])
  })

  test('SQL is written only in the store and the spool', () => {
    const writers = product.filter(file => /\bnode:sqlite\b/.test(readFileSync(join(root, file), 'utf8')))
    const elsewhere = writers.filter(file => !/^(collector\/src\/store|agent\/src\/spool)\//.test(file))
    expect(elsewhere.filter(file => !/lock|data-folder|restore|status/.test(file))).toEqual([])
  })

  test('every path on the README’s map exists, and every room is on it', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const map = readme.slice(readme.indexOf('## The map'), readme.indexOf('## ', readme.indexOf('## The map') + 4))
    const paths = [...map.matchAll(/`([\w./-]+\/[\w./-]*)`/g)].map(match => match[1]!)
    expect(paths.length).toBeGreaterThan(10)
    expect(paths.filter(path => !existsSync(join(root, path)))).toEqual([])
    for (const room of Object.keys(MAY_IMPORT)) expect(paths.some(path => path.startsWith(room))).toBe(true)
  })

  test('the top level holds the rooms and nothing else', () => {
    const top = new Set(tracked.map(file => file.split('/')[0]!).filter(name => !name.startsWith('.')))
    const allowed = [
      ...Object.keys(MAY_IMPORT),
      'package.json',
      'pnpm-workspace.yaml',
      'pnpm-lock.yaml',
      'tsconfig.json',
    ]
    const welcome = ['README.md', 'CHANGELOG.md', 'LICENSE']
    expect([...top].filter(name => !allowed.includes(name) && !welcome.includes(name))).toEqual([])
  })
})
