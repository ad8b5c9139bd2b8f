import type { Words } from './words.ts'

/** What each write of the API is called, by method and path; of others the collector's own summary is shown. */
export const ACTIONS: Words = {
  'POST /session': { zh: '登录', en: 'Sign in' },
  'POST /session/link': { zh: '用链接登录', en: 'Sign in by link' },
  'DELETE /session': { zh: '退出', en: 'Sign out' },
  'PUT /session/password': { zh: '改自己的密码', en: 'Change own password' },
  'DELETE /sessions/{session}': { zh: '结束一个登录', en: 'End a session' },
  'POST /sign-in-links': { zh: '给管理员的一次性链接', en: 'One-time link for the administrator' },
  'POST /users': { zh: '新建用户', en: 'Create a user' },
  'PATCH /users/{user}': { zh: '修改用户', en: 'Change a user' },
  'POST /users/{user}/reset': { zh: '重新放行用户', en: 'Let a user in again' },
  'DELETE /users/{user}/sessions': { zh: '结束用户的全部登录', en: 'End all sessions of a user' },
  'POST /tokens': { zh: '新建令牌', en: 'Create a token' },
  'DELETE /tokens/{token}': { zh: '作废令牌', en: 'Revoke a token' },
  'POST /sites': { zh: '新建学校', en: 'Create a school' },
  'PATCH /sites/{site}': { zh: '修改学校', en: 'Change a school' },
  'PUT /sites/{site}/timetable': { zh: '改作息表', en: 'Replace a timetable' },
  'PUT /sites/{site}/clock-policy': { zh: '改时限', en: 'Replace the clocks' },
  'PUT /sites/{site}/watch-list': { zh: '改要看的程序和外设', en: 'Replace what is watched' },
  'POST /rooms': { zh: '新建教室', en: 'Create a room' },
  'PATCH /rooms/{room}': { zh: '修改教室', en: 'Change a room' },
  'DELETE /rooms/{room}': { zh: '删除教室', en: 'Remove a room' },
  'PATCH /devices/{device}': { zh: '修改设备', en: 'Change a device' },
  'POST /incidents/{incident}/actions': { zh: '处理故障', en: 'Act on an incident' },
  'POST /requests': { zh: '提服务请求', en: 'File a service request' },
  'PUT /rules': { zh: '改规则', en: 'Replace the rules' },
  'POST /enrolment-codes': { zh: '新建登记码', en: 'Create an enrolment code' },
  'DELETE /enrolment-codes/{code}': { zh: '作废登记码', en: 'Revoke an enrolment code' },
  'POST /enrol': { zh: '设备登记', en: 'A device enrols' },
  'GET /backup': { zh: '下载备份', en: 'Take a backup' },
}

/** What the noted fields of a request are called. */
export const FIELDS: Words = {
  name: { zh: '名称', en: 'name' },
  role: { zh: '角色', en: 'role' },
  sites: { zh: '学校', en: 'schools' },
  siteId: { zh: '学校', en: 'school' },
  roomId: { zh: '教室', en: 'room' },
  device: { zh: '设备', en: 'device' },
  disabled: { zh: '停用', en: 'disabled' },
  way: { zh: '方式', en: 'way' },
  building: { zh: '楼', en: 'building' },
  floor: { zh: '楼层', en: 'floor' },
  timeZone: { zh: '时区', en: 'time zone' },
  uses: { zh: '可用', en: 'uses' },
  expiresInHours: { zh: '有效小时', en: 'hours' },
  lessonStopped: { zh: '停课', en: 'lesson stopped' },
  'action.type': { zh: '操作', en: 'action' },
}

/** What their values mean, where they do not stand for themselves. */
export const FIELD_VALUES: Words = {
  'way.password': { zh: '一次性密码', en: 'one-time password' },
  'way.link': { zh: '一次性链接', en: 'one-time link' },
  'uses.one': { zh: '一台', en: 'one device' },
  'uses.many': { zh: '多台', en: 'many devices' },
}
