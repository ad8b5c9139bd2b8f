/*
 * The two parts of the package that are used, by their own files: its entry loads all twenty, 250 kB more in the bundle. What they return
 * is what other programs printed, so that nothing is promised of it.
 */
declare module 'systeminformation/lib/memory.js' {
  export function memLayout(): Promise<unknown>
}
declare module 'systeminformation/lib/graphics.js' {
  export function graphics(): Promise<unknown>
}
