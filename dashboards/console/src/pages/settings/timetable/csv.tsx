import { readTimetableCsv } from '@forewarn/shared/timetable-csv/read.ts'
import { tellCsvFault, type CsvFault } from '@forewarn/shared/timetable-csv/words.ts'
import { writeTimetableCsv } from '@forewarn/shared/timetable-csv/write.ts'
import { useRef, useState } from 'preact/hooks'

import { siteOf } from '../../../data/sites.ts'
import { tell } from '../../../data/toasts.ts'
import { language, t } from '../../../i18n/i18n.ts'
import { Fault } from '../parts/form-sheet.tsx'
import type { PartProps } from './page.tsx'

/** More faults than these help nobody; the first ones are told. */
const MOST_FAULTS = 20
const MOST_BYTES = 1 << 20

/** The timetable as a table for a spreadsheet, out and in. What comes in becomes the draft and is saved by its own button. */
export function CsvActions({ site, zone, timetable, change }: PartProps & { site: string; zone: string }) {
  const file = useRef<HTMLInputElement>(null)
  const [faults, setFaults] = useState<readonly CsvFault[]>([])

  async function take(given: File): Promise<void> {
    const text = given.size > MOST_BYTES ? '' : decode(await given.arrayBuffer())
    const read = readTimetableCsv(text, zone)
    setFaults(read.ok ? [] : read.faults)
    if (!read.ok) return
    change?.(read.timetable)
    tell('ok', t('settings.timetable.imported'))
  }

  return (
    <>
      {change !== null && (
        <button type="button" class="btn" onClick={() => file.current?.click()}>
          {t('settings.timetable.import')}
        </button>
      )}
      <button
        type="button"
        class="btn"
        onClick={() => offer(writeTimetableCsv(timetable, { zone, language: language() }), siteOf(site)?.name ?? site)}
      >
        {t('settings.timetable.export')}
      </button>
      {change !== null && <span class="dim">{t('settings.timetable.columns')}</span>}
      <input
        ref={file}
        type="file"
        accept=".csv,text/csv"
        hidden
        aria-label={t('settings.timetable.import')}
        onChange={({ currentTarget }) => {
          const given = currentTarget.files?.[0]
          if (given !== undefined) void take(given)
          currentTarget.value = ''
        }}
      />
      {faults.length > 0 && (
        <div class="csv-faults">
          <Fault text={t('settings.timetable.notImported', { count: faults.length })} />
          <ul>
            {faults.slice(0, MOST_FAULTS).map(fault => (
              <li key={`${fault.line} ${fault.column}`}>{tellCsvFault(fault, language())}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}

/** Spreadsheets in China still write GB 18030 where they are not told otherwise. */
function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** Hands a file to the person. The mark at its beginning has spreadsheets read it as UTF-8. */
function offer(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${t('settings.timetable.title')} ${name.slice(0, 60)}.csv`
  link.click()
  URL.revokeObjectURL(address)
}
