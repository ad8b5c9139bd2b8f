/** Long enough that guessing is hopeless, whatever it is made of (NIST SP 800-63B asks for 8 and advises against rules of composition). */
export const PASSWORD_LENGTH = { least: 10, most: 1024 }

/** What a user may be, from the least to the most. */
export const ROLES = ['viewer', 'engineer', 'admin'] as const

/** How a write through the API ended. */
export const AUDIT_OUTCOMES = ['done', 'refused', 'failed'] as const
