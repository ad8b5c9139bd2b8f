/*
 * The words of service (commitments): grades, states, clocks and reasons, as closed sets that collector, page and messages share.
 */

/** 1 is the whole system down, 4 a wish; see the table of fault grades in the README. */
export type Grade = 1 | 2 | 3 | 4

export const GRADES: Record<Grade, { zh: string; en: string }> = {
  1: { zh: '一级', en: 'Grade 1' },
  2: { zh: '二级', en: 'Grade 2' },
  3: { zh: '三级', en: 'Grade 3' },
  4: { zh: '四级', en: 'Grade 4' },
}

/** Why a finding has its grade. A person's re-grading and a service request have reasons of their own. */
export const GRADE_REASONS = {
  'crashed-once': { zh: '一次崩溃或死机', en: 'One crash or hang' },
  'crashes-repeat': { zh: '反复崩溃或死机', en: 'Repeated crashes or hangs' },
  'power-lost-once': { zh: '一次断电或死机', en: 'One loss of power or hang' },
  'power-lost-out-of-class': { zh: '课外断电一次', en: 'One loss of power out of class' },
  'unclean-restarts-repeat': { zh: '反复非正常重启', en: 'Repeated unclean restarts' },
  'restart-loop': { zh: '连续重启', en: 'Restart loop' },
  'restarts-above-usual': { zh: '重启次数明显高于往常', en: 'Restarts well above the usual rate' },
  'boot-never-steady': { zh: '启动后无法稳定运行', en: 'Never reaches a steady state after boot' },
  'program-crashed': { zh: '程序崩溃', en: 'A program crashed' },
  'program-crashes-repeat': { zh: '程序反复崩溃', en: 'A program crashes repeatedly' },
  'program-hung': { zh: '程序无响应', en: 'A program hangs' },
  'service-recovered': { zh: '服务失败后恢复', en: 'A service failed and recovered' },
  'service-down': { zh: '服务持续失败', en: 'A service failed for good' },
  'filesystem-damaged': { zh: '文件系统损坏或只读', en: 'File system damaged or read-only' },
  'drive-reports-failure': { zh: '硬盘自报失效', en: 'A drive reports its failure' },
  'io-errors': { zh: '读写错误', en: 'I/O errors' },
  'storage-retries': { zh: '磁盘链路重试或复位', en: 'Storage retries or resets' },
  'removable-medium': { zh: '移动介质出错', en: 'A removable medium has errors' },
  'required-part-gone': { zh: '必需的外设不在', en: 'A required part is gone' },
  'part-gone': { zh: '外设消失', en: 'A part is gone' },
  'part-flapping': { zh: '外设反复断连', en: 'A part comes and goes' },
  'exhausted-severely': { zh: '资源长时间耗尽', en: 'A resource is exhausted for long' },
  exhausted: { zh: '资源紧张', en: 'A resource is scarce' },
  'out-of-memory': { zh: '内存耗尽', en: 'Out of memory' },
  'out-of-memory-repeats': { zh: '内存反复耗尽', en: 'Out of memory again and again' },
  'hardware-error': { zh: '硬件错误', en: 'Hardware error' },
  'hardware-errors-rise': { zh: '硬件错误频繁', en: 'Frequent hardware errors' },
  overheated: { zh: '温度过高', en: 'Too hot' },
  throttled: { zh: '过热降频', en: 'Slowed down by heat' },
  'display-resets': { zh: '显卡复位', en: 'The display was reset' },
  'clock-off': { zh: '时钟偏差大', en: 'The clock is far off' },
  'silent-in-class': { zh: '上课时段无数据', en: 'Silent in class' },
  'silent-long-in-class': { zh: '上课时段长时间无数据', en: 'Silent in class for long' },
  'site-silent': { zh: '多台设备同时失联', en: 'Many devices silent at once' },
  'requested-by-person': { zh: '人员报修', en: 'Requested by a person' },
  'lesson-stopped': { zh: '报修称无法上课', en: 'A person says the lesson cannot go on' },
  advice: { zh: '建议', en: 'Advice' },
} as const satisfies Record<string, { zh: string; en: string }>

export type GradeReason = keyof typeof GRADE_REASONS

/**
 * An incident's way. `suspected` waits for a person's word, `resolved` for the machine's: it becomes `verified` after clean class
 * periods. A merged incident is closed under its parent.
 */
export const INCIDENT_STATES = {
  suspected: { zh: '疑似', en: 'Suspected' },
  open: { zh: '未受理', en: 'Open' },
  acknowledged: { zh: '已受理', en: 'Acknowledged' },
  'in-progress': { zh: '处理中', en: 'In progress' },
  resolved: { zh: '已解决，待验证', en: 'Resolved' },
  verified: { zh: '已验证', en: 'Verified' },
  closed: { zh: '已关闭', en: 'Closed' },
} as const satisfies Record<string, { zh: string; en: string }>

export type IncidentState = keyof typeof INCIDENT_STATES

/** Ways of service (commitments): who solved it and from where; `self` is the machine itself. */
export const SERVICE_WAYS = ['telephone', 'remote', 'on-site', 'software-patch', 'self'] as const
export type ServiceWay = (typeof SERVICE_WAYS)[number]

/** Why it happened, as the person who resolved it says. The last three are not covered by warranty. */
export const CAUSES = [
  'hardware',
  'software',
  'network',
  'power',
  'configuration',
  'no-fault-found',
  'deliberate-damage',
  'misuse',
  'malware',
] as const
export type Cause = (typeof CAUSES)[number]

/** The five promises, named everywhere alike: 受理, 到场, 解决, 方案, 备用机. */
export const CLOCK_NAMES = ['answer', 'on-site', 'solve', 'plan', 'spare'] as const
export type ClockName = (typeof CLOCK_NAMES)[number]

export const CLOCK_STATES = ['met', 'running', 'at-risk', 'breached', 'paused', 'not-needed'] as const
export type ClockState = (typeof CLOCK_STATES)[number]

/**
 * A clock is at risk with less than this share of its time left, or with less than so many milliseconds. The collector decides by it,
 * and the page counts on by it between two answers.
 */
export const AT_RISK = { share: 1 / 5, ms: 5 * 60_000 } as const

/** Why a clock stands still; the time it stood is added to its due time. */
export const PAUSE_REASONS = ['waiting-for-customer', 'waiting-for-part', 'site-closed', 'force-majeure'] as const
export type PauseReason = (typeof PAUSE_REASONS)[number]
