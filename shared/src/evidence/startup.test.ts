import { expect, test } from 'vitest'

import { parseStartupSeconds } from './startup.ts'

test.each([
  [
    'Startup finished in 2.520s (kernel) + 8.971s (userspace) = 11.492s \ngraphical.target reached after 8.9s in userspace.',
    11.492,
  ],
  [
    'Startup finished in 9.1s (firmware) + 3.2s (loader) + 1.8s (kernel) + 1min 2.345s (userspace) = 1min 16.445s.',
    76.445,
  ],
  ['Startup finished in 812ms (userspace) ', 0.812],
  ['Startup finished in 1h 2min 3s (userspace)', 3723],
  ['Bootup is not yet finished (org.freedesktop.systemd1.Manager.FinishTimestampMonotonic=0).', null],
  ['Startup finished in a moment', null],
  ['Startup finished in 0s = 0s', null],
  ['Startup finished in 99999h = 99999h', null],
  ['', null],
])('%s: %s s', (text, seconds) => {
  expect(parseStartupSeconds(text)).toBe(seconds)
})
