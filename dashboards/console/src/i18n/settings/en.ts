import type { Texts } from '../texts.ts'
import type { settings as zh } from './zh.ts'

/** The English texts of settings. */
export const settings: Texts<typeof zh> = {
  settings: {
    crumb: 'Where you are',
    lead: 'Schools, rooms, timetables and rules are changed here and hold at once.',
    leadReading: 'Schools, rooms, timetables and rules are shown here; ask somebody who may to change them.',
    saved: 'Saved: {{name}}',
    removed: 'Removed: {{name}}',
    form: {
      create: 'Create',
      save: 'Save',
      change: 'Change',
      remove: 'Remove',
      optional: 'optional',
      what: 'Actions',
      missingSome: 'Something is not filled in yet.',
    },
    refused: {
      forbidden: 'Not saved: you are not permitted to.',
      'name-taken': 'Not saved: there is one of this name already; choose another name.',
      'room-in-use': 'Not removed: there are devices in it; move them to another room first.',
      'unknown-time-zone': 'Not saved: there is no such time zone; one is Asia/Shanghai.',
      conflict: 'Not saved: somebody else has just changed it.',
      'unknown-code': 'There is no such code, or it is revoked already.',
      busy: 'Others are reading the history; try again in a moment.',
    },
    sites: {
      title: 'Schools',
      lead: 'Every school’s rooms and devices, and what it decides for itself.',
      create: 'New school',
      change: 'Name and time zone',
      created: 'Created: {{name}}',
      name: 'School',
      zone: 'Time zone',
      zoneHint: 'the timetable and the times on the page follow it',
      zoneOf: 'Time zone {{zone}}',
      rooms: 'Rooms',
      devices: 'Devices',
      none: 'No schools yet',
      missing: 'There is no such school',
      parts: 'What this school decides for itself',
    },
    timetable: { title: 'Timetable', lead: 'Which days and hours are lessons, which are off, when work is planned.' },
    watching: { title: 'Watch list', lead: 'Which programs, required peripherals and machines are watched.' },
    clocks: { title: 'Clocks', lead: 'How soon each grade is promised to be answered, reached and solved.' },
    rooms: {
      title: 'Rooms',
      create: 'New room',
      change: 'Change the room',
      name: 'Room',
      building: 'Building',
      floor: 'Floor',
      none: 'No rooms yet',
      noneHint: 'With rooms, a device has a place.',
    },
    devices: {
      none: 'No devices yet',
      atOnce: 'A choice is saved at once',
    },
  },
}
