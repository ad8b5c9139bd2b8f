import { readdir, rename, rm, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** What the page takes from the shared room beside types. */
const SHARED = ['metrics', 'events', 'incidents', 'requests'].map(name => `../../shared/src/${name}.ts`)
/** Everything the built page depends on; a file newer than the page asks for a new build. */
const INPUTS = ['src', 'index.html', 'vite.config.ts', 'package.json', ...SHARED]
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Builds the console unless what is there is newer than its sources, and answers the folder to serve. Says nothing when it
 * succeeds; throws Vite's error, which names file and line, when it fails.
 */
export async function buildConsole(): Promise<string> {
  const dist = here('dist')
  const built = await modified(here('dist/index.html'))
  const newest = Math.max(...(await Promise.all(INPUTS.map(input => newestIn(here(input))))))
  if (built > newest) return dist
  // Loaded here, so that a start with a fresh page does not pay for the bundler.
  const { build } = await import('vite')
  const fresh = here(`dist-${process.pid}`)
  try {
    await build({ configFile: here('vite.config.ts'), logLevel: 'error', build: { outDir: fresh } })
    await replace(dist, fresh)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return dist
}

/** Puts the new build in place whole, so that whoever serves the page, or builds it at the same time, never sees half of it. */
async function replace(dist: string, fresh: string): Promise<void> {
  const old = `${fresh}-old`
  await rename(dist, old).catch(() => undefined)
  // Where another build came first, its page is as good as this one.
  await rename(fresh, dist).catch(() => undefined)
  await rm(old, { recursive: true, force: true })
}

async function modified(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0
}

async function newestIn(path: string): Promise<number> {
  const entry = await stat(path)
  if (!entry.isDirectory()) return entry.mtimeMs
  const names = await readdir(path)
  return Math.max(entry.mtimeMs, ...(await Promise.all(names.map(name => newestIn(`${path}/${name}`)))))
}

if (import.meta.main) await buildConsole()
