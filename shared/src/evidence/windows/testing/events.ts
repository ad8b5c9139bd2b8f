import type { Field, WindowsEvent } from '../event.ts'

/** EventData: by name, or by place. */
export type Data = Record<string, string | number> | readonly (string | number)[]

/** An event as a reader would give it. */
export function eventOf(provider: string, id: number, data: Data = {}, more: Partial<WindowsEvent> = {}): WindowsEvent {
  const fields: Field[] = Array.isArray(data)
    ? data.map((value: string | number): Field => [null, String(value)])
    : Object.entries(data).map(([name, value]): Field => [name, String(value)])
  return {
    provider,
    id,
    qualifiers: null,
    version: 0,
    level: 4,
    task: 0,
    at: Date.UTC(2024, 2, 4, 0, 0),
    recordId: null,
    channel: 'System',
    data: fields,
    binary: null,
    userData: [],
    ...more,
  }
}

/** An event as `wevtutil` writes it: one line, single quotes. */
export function xmlOf(event: WindowsEvent): string {
  const { provider, id, qualifiers, version, level, task, at, recordId, channel, data, binary } = event
  const fields = data.map(
    ([name, value]) => `<Data${name === null ? '' : ` Name='${escape(name)}'`}>${escape(value)}</Data>`,
  )
  const bytes = binary === null ? '' : `<Binary>${binary}</Binary>`
  const time = new Date(at).toISOString().replace('Z', '1234Z')
  return (
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${escape(provider)}'/>` +
    `<EventID${qualifiers === null ? '' : ` Qualifiers='${qualifiers}'`}>${id}</EventID><Version>${version}</Version>` +
    `<Level>${level}</Level><Task>${task}</Task><Opcode>0</Opcode><Keywords>0x80000000000000</Keywords>` +
    `<TimeCreated SystemTime='${time}'/><EventRecordID>${recordId ?? ''}</EventRecordID><Correlation/>` +
    `<Execution ProcessID='4' ThreadID='8'/><Channel>${channel}</Channel><Computer>SOME-ROOM</Computer>` +
    `<Security UserID='S-1-5-18'/></System><EventData>${fields.join('')}${bytes}</EventData></Event>`
  )
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;')
}
