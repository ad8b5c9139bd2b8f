/** The Chinese texts of the archive. */
export const archive = {
  title: '档案',
  lead: '每一件故障的处理记录：查找、打印、交给学校。',
  words: '查找',
  find: '查找',
  site: '学校',
  room: '教室',
  grade: '等级',
  cause: '原因',
  state: '状态',
  any: '全部',
  open: '未关闭',
  closed: '已关闭',
  from: '从',
  to: '到',
  found: '找到的记录',
  count_other: '{{formatted}} 件',
  none: '没有符合的记录',
  record: '处理记录',
  terms: '学期',
  span: '{{from}} 至 {{to}}',
  printTerm: '打印这段时间的档案',
  termHint: '选定一所学校，就可以打印它一个学期的档案。',
  spanHint: '选定起止日期，就可以打印这段时间的档案。',
} as const

/** What hangs on an incident. */
export const attached = {
  title: '报修与照片',
  record: '处理记录',
  none: '没有人报修，也没有照片。',
  contact: '怎么找到',
  stopped: '不能上课',
  photo: '照片',
  photoBy: '照片，{{caption}}',
} as const
