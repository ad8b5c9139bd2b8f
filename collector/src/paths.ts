import { fileURLToPath } from 'node:url'

/** The workspace's folder, two above this one. */
export const WORKSPACE_FOLDER = fileURLToPath(new URL('../..', import.meta.url))

/** Where the built console lies. */
export const CONSOLE_FOLDER = fileURLToPath(new URL('../../dashboards/console/dist', import.meta.url))
