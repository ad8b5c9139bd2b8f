import type { Texts } from '../texts.ts'
import type { archive as zh, attached as attachedZh } from './zh.ts'

/** The English texts of the archive. */
export const archive: Texts<typeof zh> = {
  title: 'Archive',
  lead: 'The handling record of every incident: find it, print it, hand it to the school.',
  words: 'Find',
  find: 'Find',
  site: 'School',
  room: 'Room',
  grade: 'Grade',
  cause: 'Cause',
  state: 'State',
  any: 'All',
  open: 'Not closed',
  closed: 'Closed',
  from: 'From',
  to: 'To',
  found: 'Records found',
  count_one: '{{formatted}} incident',
  count_other: '{{formatted}} incidents',
  none: 'No record matches',
  record: 'Record',
  terms: 'Terms',
  span: '{{from}} to {{to}}',
  printTerm: 'Print the archive of this time',
  termHint: 'Choose a school to print its archive of a term.',
  spanHint: 'Choose both dates to print the archive of that time.',
}

/** What hangs on an incident. */
export const attached: Texts<typeof attachedZh> = {
  title: 'Reports and photos',
  record: 'Record',
  none: 'Nobody reported it, and there are no photos.',
  contact: 'How to reach',
  stopped: 'the lesson cannot go on',
  photo: 'Photo',
  photoBy: 'Photo, {{caption}}',
}
