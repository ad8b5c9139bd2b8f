import { createJournalFollower } from '@forewarn/agent/watchers/journal.linux.ts'

/** A process that follows the journal in a folder and says each line it is given; run with the folder as its argument. */
const follower = createJournalFollower({ extra: [`--directory=${process.argv[2]}`] })
follower.start(null, {
  line: ({ position }) => process.stdout.write(`${position}\n`),
  gap: () => undefined,
  lost: () => process.exit(1),
})
