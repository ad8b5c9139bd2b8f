import type { Cause, ClockName, ClockState, PauseReason, ServiceWay } from '@forewarn/shared/incidents.ts'

import type { EntryKind } from '../incidents/incident.ts'

export type Language = 'zh' | 'en'
type Word = Record<Language, string>

/** The words of documents, in both languages. */
export const WORDS = {
  product: { zh: '未雨', en: 'Forewarn' },
  incidentTitle: { zh: '故障处理记录', en: 'Fault handling record' },
  termTitle: { zh: '故障处理档案', en: 'Fault handling archive' },
  printHint: { zh: '用浏览器的“打印”可存为 PDF。', en: 'Use the browser’s “Print” to save it as PDF.' },
  otherLanguage: { zh: 'English', en: '中文' },
  made: { zh: '生成于', en: 'Made' },
  facts: { zh: '基本情况', en: 'Facts' },
  number: { zh: '编号', en: 'Number' },
  school: { zh: '学校', en: 'School' },
  place: { zh: '地点', en: 'Where' },
  wholeSite: { zh: '全校', en: 'Whole school' },
  more: { zh: '等', en: 'and more,' },
  grade: { zh: '等级', en: 'Grade' },
  state: { zh: '状态', en: 'State' },
  opened: { zh: '登记时间', en: 'Opened' },
  since: { zh: '故障开始', en: 'Began' },
  reason: { zh: '定级依据', en: 'Reason for grade' },
  handler: { zh: '处理人', en: 'Handled by' },
  heldUnder: { zh: '同一原因，并入', en: 'Same cause, held under' },
  clocks: { zh: '服务时限', en: 'Service clocks' },
  clock: { zh: '时限', en: 'Clock' },
  due: { zh: '最迟', en: 'Due' },
  ended: { zh: '完成', en: 'Done' },
  result: { zh: '结果', en: 'Result' },
  evidence: { zh: '依据', en: 'Evidence' },
  times: { zh: '次', en: 'times' },
  result2: { zh: '处理结果', en: 'What was done' },
  unsolved: { zh: '尚未解决。', en: 'Not solved yet.' },
  cause: { zh: '原因', en: 'Cause' },
  way: { zh: '服务方式', en: 'Way of service' },
  measures: { zh: '处理措施', en: 'Measures' },
  parts: { zh: '更换备件', en: 'Parts replaced' },
  noParts: { zh: '无', en: 'None' },
  solvedAt: { zh: '解决时间', en: 'Solved' },
  history: { zh: '处理经过', en: 'History' },
  time: { zh: '时间', en: 'Time' },
  what: { zh: '事项', en: 'What' },
  by: { zh: '经手', en: 'By' },
  machine: { zh: '系统', en: 'System' },
  photos: { zh: '照片', en: 'Photos' },
  sentBy: { zh: '提供', en: 'from' },
  signSchool: { zh: '学校签字', en: 'For the school' },
  signEngineer: { zh: '工程师签字', en: 'Engineer' },
  signDate: { zh: '日期', en: 'Date' },
  summary: { zh: '小结', en: 'Summary' },
  count: { zh: '件数', en: 'Incidents' },
  solvedCount: { zh: '已解决', en: 'Solved' },
  met: { zh: '按时', en: 'In time' },
  breached: { zh: '超时', en: 'Breached' },
  promises: { zh: '时限兑现', en: 'Promises kept' },
  causes: { zh: '原因分布', en: 'Causes' },
  list: { zh: '清单', en: 'List' },
  records: { zh: '逐件记录', en: 'Records' },
  none: { zh: '这段时间没有故障。', en: 'No incidents in this time.' },
  cut: {
    zh: '件数太多，只列出最近的 {n} 件（共 {all} 件）；请选短一些的时间。',
    en: 'Only the newest {n} of {all} are shown; choose a shorter time.',
  },
  to: { zh: '至', en: 'to' },
  unknownCause: { zh: '未填', en: 'Not given' },
} as const satisfies Record<string, Word>

export const CLOCK_WORDS: Record<ClockName, Word> = {
  answer: { zh: '受理', en: 'Answer' },
  'on-site': { zh: '到场', en: 'On site' },
  solve: { zh: '解决', en: 'Solve' },
  plan: { zh: '方案', en: 'Plan' },
  spare: { zh: '备用机', en: 'Spare unit' },
}

export const CLOCK_STATE_WORDS: Record<ClockState, Word> = {
  met: { zh: '按时完成', en: 'Met' },
  running: { zh: '计时中', en: 'Running' },
  'at-risk': { zh: '临近超时', en: 'At risk' },
  breached: { zh: '超时', en: 'Breached' },
  paused: { zh: '暂停', en: 'Paused' },
  'not-needed': { zh: '不需要', en: 'Not needed' },
}

export const CAUSE_WORDS: Record<Cause, Word> = {
  hardware: { zh: '硬件损坏', en: 'Hardware' },
  software: { zh: '软件问题', en: 'Software' },
  network: { zh: '网络问题', en: 'Network' },
  power: { zh: '供电问题', en: 'Power' },
  configuration: { zh: '设置不当', en: 'Configuration' },
  'no-fault-found': { zh: '未查出故障', en: 'No fault found' },
  'deliberate-damage': { zh: '人为损坏（不在保修内）', en: 'Deliberate damage (not under warranty)' },
  misuse: { zh: '操作不当（不在保修内）', en: 'Misuse (not under warranty)' },
  malware: { zh: '病毒木马（不在保修内）', en: 'Malware (not under warranty)' },
}

export const WAY_WORDS: Record<ServiceWay, Word> = {
  telephone: { zh: '电话', en: 'Telephone' },
  remote: { zh: '远程', en: 'Remote' },
  'on-site': { zh: '到场', en: 'On site' },
  'software-patch': { zh: '软件补丁', en: 'Software patch' },
  self: { zh: '自行恢复', en: 'By itself' },
}

export const PAUSE_WORDS: Record<PauseReason, Word> = {
  'waiting-for-customer': { zh: '等学校', en: 'Waiting for the school' },
  'waiting-for-part': { zh: '等备件', en: 'Waiting for a part' },
  'site-closed': { zh: '学校不开门', en: 'School closed' },
  'force-majeure': { zh: '不可抗力', en: 'Force majeure' },
}

export const ENTRY_WORDS: Record<EntryKind, Word> = {
  opened: { zh: '登记', en: 'Opened' },
  deepened: { zh: '又有发现', en: 'More found' },
  regraded: { zh: '改级', en: 'Re-graded' },
  confirmed: { zh: '确认属实', en: 'Confirmed' },
  acknowledged: { zh: '受理', en: 'Acknowledged' },
  dispatched: { zh: '派单', en: 'Dispatched' },
  remote: { zh: '远程处理', en: 'Remote work' },
  arrived: { zh: '到场', en: 'On site' },
  'plan-given': { zh: '给出方案', en: 'Plan given' },
  'spare-lent': { zh: '借出备用机', en: 'Spare unit lent' },
  noted: { zh: '备注', en: 'Note' },
  paused: { zh: '暂停计时', en: 'Clocks paused' },
  resumed: { zh: '继续计时', en: 'Clocks resumed' },
  silenced: { zh: '静默', en: 'Silenced' },
  unsilenced: { zh: '结束静默', en: 'Ended the silence' },
  'finding-over': { zh: '已恢复', en: 'Over' },
  resolved: { zh: '解决', en: 'Resolved' },
  reopened: { zh: '重新打开', en: 'Reopened' },
  flapping: { zh: '反复出现', en: 'Comes and goes' },
  'clean-period': { zh: '正常上课', en: 'Clean class period' },
  verified: { zh: '验证通过', en: 'Verified' },
  closed: { zh: '关闭', en: 'Closed' },
  merged: { zh: '并入', en: 'Held under' },
  'child-joined': { zh: '并入本件', en: 'Joined by' },
  released: { zh: '单独处理', en: 'On its own again' },
  'clock-at-risk': { zh: '临近超时', en: 'At risk' },
  'clock-breached': { zh: '超时', en: 'Breached' },
  escalated: { zh: '升级', en: 'Escalated' },
}
