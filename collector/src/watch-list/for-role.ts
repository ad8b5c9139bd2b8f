/** The entries that are for this role or for every one, as agents take them: without the roles. */
export function forRole<T extends { roles: string[] }>(entries: readonly T[], role: string): Omit<T, 'roles'>[] {
  return entries
    .filter(({ roles }) => roles.length === 0 || roles.includes(role))
    .map(({ roles: _roles, ...entry }) => entry)
}
