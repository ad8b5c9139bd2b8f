import type { SiteWatchList } from '@forewarn/shared/api.ts'
import { CONFIG_LIMITS } from '@forewarn/shared/protocol.ts'
import { useEffect, useState } from 'preact/hooks'

import { t } from '../../../i18n/i18n.ts'
import { fileNames, type WatchFault } from '../../../model/watch-list.ts'
import { TextField } from '../parts/fields.tsx'
import { Entries } from './entries.tsx'

type Program = SiteWatchList['watchedPrograms'][number]

interface ProgramsProps {
  programs: Program[]
  faults: readonly (WatchFault | null)[]
  change: ((programs: Program[]) => void) | null
}

/** The teaching programs: that they run, how they end, whether they answer. */
export function ProgramsPanel({ programs, faults, change }: ProgramsProps) {
  return (
    <Entries<Program>
      title={t('settings.watching.programs')}
      add={t('settings.watching.addProgram')}
      none={t('settings.watching.programsNone')}
      entries={programs}
      faults={faults}
      change={change}
      fresh={{ name: '', executables: [], roles: [] }}
      most={CONFIG_LIMITS.programs}
      fields={({ executables }, set) => <Executables names={executables} change={next => set({ executables: next })} />}
    />
  )
}

/** Names of files in one line. What is typed stays as it is typed, also while it ends with a comma. */
function Executables({ names, change }: { names: string[]; change(names: string[]): void }) {
  const [text, setText] = useState(names.join(', '))
  useEffect(() => {
    if (fileNames(text).join() !== names.join()) setText(names.join(', '))
  }, [names.join()])
  return (
    <TextField
      label={t('settings.watching.executables')}
      hint={t('settings.watching.executablesHint')}
      value={text}
      change={value => {
        setText(value)
        change(fileNames(value).slice(0, CONFIG_LIMITS.executables))
      }}
    />
  )
}
