/** The bytes are no picture of a kind that is taken, or a damaged one. */
export class NotAPhoto extends Error {}
