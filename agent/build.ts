import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Plugin } from 'esbuild'

const HERE = import.meta.dirname
const BUNDLE = join(HERE, 'dist', 'forewarn-agent.cjs')
const STAMP = join(HERE, 'dist', 'forewarn-agent.sha256')

/**
 * What the `ws` client asks for and an agent without TLS and compression never uses. They load at their first use: together they would cost
 * 7 MB of resident memory at start.
 */
const LAZY = ['https', 'tls', 'zlib']

const lazyModules: Plugin = {
  name: 'lazy-modules',
  setup(build) {
    const filter = new RegExp(`^(${LAZY.join('|')})$`)
    build.onResolve({ filter }, ({ path, importer }) =>
      importer.includes('/ws/lib/') ? { path, namespace: 'lazy' } : null,
    )
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require('node:${path}')[name] })`,
    }))
    // The client alone, without the server that the package's entry brings along.
    build.onResolve({ filter: /^ws$/ }, ({ resolveDir }) => ({
      path: 'client',
      namespace: 'ws',
      pluginData: resolveDir,
    }))
    build.onLoad({ filter: /.*/, namespace: 'ws' }, ({ pluginData }) => ({
      contents: "exports.WebSocket = require('./node_modules/ws/lib/websocket.js')",
      resolveDir: HERE,
      pluginData: pluginData as string,
    }))
  },
}

/**
 * Builds the agent as one file and returns its path; does nothing where its sources are unchanged. CommonJS, because Node's loader of
 * ES modules costs 5 MB of resident memory.
 */
export async function buildAgent(): Promise<string> {
  const digest = await digestOfSources()
  const [built, stamp] = await Promise.all([exists(BUNDLE), readFile(STAMP, 'utf8').catch(() => '')])
  if (built && stamp === digest) return BUNDLE
  const { build } = await import('esbuild')
  await mkdir(dirname(BUNDLE), { recursive: true })
  await build({
    entryPoints: [join(HERE, 'src', 'main.ts')],
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node26',
    minify: true,
    legalComments: 'eof',
    logLevel: 'error',
    // Native speed-ups of ws; it works without them.
    external: ['bufferutil', 'utf-8-validate'],
    plugins: [lazyModules],
  })
  await writeFile(STAMP, digest)
  return BUNDLE
}

async function exists(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    () => false,
  )
}

/** A digest of everything that goes into the bundle: both rooms' sources, their manifests with the locked versions, and this file. */
async function digestOfSources(): Promise<string> {
  const hash = createHash('sha256')
  const folders = [join(HERE, 'src'), join(HERE, '..', 'shared', 'src')]
  const manifests = [
    join(HERE, 'package.json'),
    join(HERE, '..', 'shared', 'package.json'),
    fileURLToPath(import.meta.url),
  ]
  const names = await Promise.all(
    folders.map(async folder => (await readdir(folder, { recursive: true })).map(name => join(folder, name))),
  )
  const files = [
    ...names.flat().filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts')),
    ...manifests,
  ].toSorted()
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(await readFile(file))
      .update('\0')
  return hash.digest('hex')
}

if (import.meta.main) process.stdout.write(`${await buildAgent()}\n`)
