import { describeEvent } from '@forewarn/shared/events.ts'

import { language } from './i18n.ts'
import type { Language } from './i18n.ts'

type Terms = Readonly<Record<string, Readonly<Record<Language, string>>>>

/** What the facts of an inventory are called, by subject and key. */
const FACTS: Terms = {
  'os.name': { zh: '系统', en: 'System' },
  'os.type': { zh: '系统类型', en: 'System type' },
  'os.kernel': { zh: '内核', en: 'Kernel' },
  'os.arch': { zh: '架构', en: 'Architecture' },
  'cpu.model': { zh: '处理器', en: 'CPU' },
  'cpu.count': { zh: '逻辑核数', en: 'Logical cores' },
  'memory.bytes': { zh: '内存', en: 'Memory' },
  'host.hostname': { zh: '主机名', en: 'Host name' },
  'host.vendor': { zh: '厂商', en: 'Maker' },
  'host.product': { zh: '型号', en: 'Model' },
  'host.bios': { zh: 'BIOS', en: 'BIOS' },
}

/** What the details of an event are called. */
const DETAILS: Terms = {
  version: { zh: '版本', en: 'version' },
  previous: { zh: '上次结束', en: 'last stop' },
  rebooted: { zh: '重启过', en: 'rebooted' },
  reason: { zh: '原因', en: 'reason' },
  source: { zh: '来源', en: 'source' },
  seconds: { zh: '秒数', en: 'seconds' },
  lost: { zh: '丢失', en: 'lost' },
  previousEnd: { zh: '上次关机', en: 'last stop' },
  previousCause: { zh: '原因', en: 'cause' },
  downSeconds: { zh: '停机秒数', en: 'seconds down' },
  bootSeconds: { zh: '开机用时（秒）', en: 'seconds to boot' },
  kind: { zh: '方式', en: 'kind' },
  evidence: { zh: '依据', en: 'evidence' },
  bootId: { zh: '开机标识', en: 'boot' },
  systemGoesDown: { zh: '随系统关机', en: 'system goes down' },
  from: { zh: '从', en: 'from' },
  to: { zh: '到', en: 'to' },
  disk: { zh: '磁盘', en: 'disk' },
}

/** The term in the language shown; a name from a newer agent stands for itself. */
function term(terms: Terms, name: string): string {
  return Object.hasOwn(terms, name) ? terms[name]![language()] : name
}

export const eventTerm = (name: string): string => describeEvent(name)?.[language()] ?? name
export const detailTerm = (key: string): string => term(DETAILS, key)
export const factTerm = (subject: string, key: string): string => term(FACTS, `${subject}.${key}`)
