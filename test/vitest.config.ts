import { defineConfig } from 'vitest/config'

import { SUITES } from './suites.ts'

/** One project per suite, so that each can be run and timed by itself: `vitest run --config test/vitest.config.ts --project agent`. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    projects: SUITES.map(({ name, include, alone }) => ({
      extends: true as const,
      test: { name, include, testTimeout: 30_000, hookTimeout: 60_000, fileParallelism: alone !== true },
    })),
  },
})
