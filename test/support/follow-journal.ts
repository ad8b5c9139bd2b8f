import { createJournalFollower } from '@forewarn/agent/watchers/journal.linux.ts'

/** This file as a program: it follows the journal in the folder that is its argument, and says the position of each line. */
export const FOLLOW_JOURNAL = 'test/support/follow-journal.ts'

if (import.meta.main) {
  const follower = createJournalFollower({ extra: [`--directory=${process.argv[2]}`] })
  follower.start(null, {
    line: ({ position }) => process.stdout.write(`${position}\n`),
    gap: () => undefined,
    lost: () => process.exit(1),
  })
}
