import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

/** Lets the page wait for its script before the first paint, so that a chosen theme or language never flashes by. */
const holdFirstPaint: Plugin = {
  name: 'hold-first-paint',
  transformIndexHtml: {
    order: 'post',
    handler: html => html.replace('<script type="module"', '<script type="module" blocking="render"'),
  },
}

/**
 * How the console is built. The target is the oldest browser promised, Chromium 109. Nothing is inlined as a data address,
 * because the page's content policy allows only files of its own origin.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [holdFirstPaint],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'chrome109',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
