import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { SUITES, type Suite } from './suites.ts'

/*
 * `pnpm test [suite…]`: runs the suites one after the other, each within its budget, and ends with one line that counts
 * them all. A suite that fails, runs out of time or runs no test makes the whole fail.
 */

interface Counts {
  passed: number
  failed: number
  skipped: number
}

if (Number(process.versions.node.split('.')[0]) < 26) {
  console.error(`the tests need Node 26 or newer, this is ${process.version}: run "npx -y pnpm@12.21.0 install" first`)
  process.exit(2)
}
const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !SUITES.some(suite => suite.name === name))
if (unknown.length > 0) {
  console.error(`no suite "${unknown.join('", "')}"; there are ${SUITES.map(suite => suite.name).join(', ')}`)
  process.exit(2)
}

const root = join(import.meta.dirname, '..')
const vitest = join(createRequire(import.meta.url).resolve('vitest/package.json'), '..', 'vitest.mjs')
const reports = mkdtempSync(join(tmpdir(), 'forewarn-test-'))
const total: Counts = { passed: 0, failed: 0, skipped: 0 }
const broken: string[] = []

for (const suite of SUITES) {
  if (wanted.length > 0 && !wanted.includes(suite.name)) continue
  console.log(`\n── ${suite.name} (at most ${suite.budgetSeconds} s)`)
  const started = performance.now()
  const outcome = await runSuite(suite)
  const seconds = Math.round((performance.now() - started) / 1000)
  const counts = readCounts(suite)
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  const empty = counts.passed + counts.failed + counts.skipped === 0
  if (outcome !== 'passed' || empty)
    broken.push(`${suite.name}: ${empty && outcome === 'passed' ? 'ran no test' : outcome}`)
  if (outcome !== 'passed' && counts.failed === 0) total.failed++
  console.log(`── ${suite.name}: ${outcome} in ${seconds} s`)
}
rmSync(reports, { recursive: true, force: true })

for (const line of broken) console.error(line)
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(broken.length > 0 || total.failed > 0 ? 1 : 0)

function runSuite(suite: Suite): Promise<'passed' | 'failed' | 'out of time'> {
  const args = ['run', '--config', 'test/vitest.config.ts', '--project', suite.name]
  const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(suite)}`]
  const child = spawn(process.execPath, [vitest, ...args, ...report], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  })
  return new Promise(resolve => {
    let late = false
    const deadline = setTimeout(() => {
      late = true
      // The whole group: a suite's own children must not outlive it.
      process.kill(-child.pid!, 'SIGKILL')
    }, suite.budgetSeconds * 1000)
    child.on('exit', code => {
      clearTimeout(deadline)
      resolve(late ? 'out of time' : code === 0 ? 'passed' : 'failed')
    })
  })
}

function reportOf(suite: Suite): string {
  return join(reports, `${suite.name}.json`)
}

function readCounts(suite: Suite): Counts {
  try {
    const report = JSON.parse(readFileSync(reportOf(suite), 'utf8')) as Record<string, number>
    return {
      passed: report['numPassedTests'] ?? 0,
      failed: report['numFailedTests'] ?? 0,
      skipped: (report['numPendingTests'] ?? 0) + (report['numTodoTests'] ?? 0),
    }
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}
