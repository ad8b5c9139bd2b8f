import type { Files } from '../files.ts'

/** Files from a table of paths; folders follow from them. `links` says where symbolic links point, `modified` when files changed, ms. */
export function fakeFiles(
  table: Record<string, string>,
  links: Record<string, string> = {},
  modified: Record<string, number> = {},
): Files {
  const paths = (): string[] => Object.keys(table)
  return {
    read: path => table[path] ?? null,
    tail: (path, bytes) => table[path]?.slice(-bytes) ?? null,
    modified: path => modified[path] ?? null,
    list: folder => [
      ...new Set(
        paths()
          .filter(path => path.startsWith(`${folder}/`))
          .map(path => path.slice(folder.length + 1).split('/')[0]!),
      ),
    ],
    link: path => links[path] ?? null,
    exists: path => paths().some(known => known === path || known.startsWith(`${path}/`)),
  }
}
