// SPDX-License-Identifier: Apache-2.0
// Texts about people, devices and this app itself, in simplified Chinese; part of messages-zh.ts.
import type { peopleEn } from "./messages-people-en";

export const peopleZh: Record<keyof typeof peopleEn, string> = {
  "person.deleted": "已注销账号",
  "person.deleted-note": "该账号已注销，以前的消息仍可查看。",
  "chat.deleted": "该账号已注销，无法再互发消息。",

  "presence.online": "在线",
  "presence.last-seen": "上次在线：{when}",
  "presence.just-now": "刚刚",
  "presence.typing": "正在输入…",
  "presence.recording": "正在录音…",

  "nav.devices": "设备",
  "nav.link": "关联设备",
  "nav.profile": "个人资料",
  "nav.privacy": "隐私",
  "nav.notifications": "通知",

  "qr.open": "用其他设备登录",

  "auth.logged-out": "你已在此退出登录：本设备在其他设备上被移除，或密码已更改。浏览器保存的内容已删除。",
  "auth.account-deleted": "你的账号已注销。",
  "auth.link-first": "请先在这里登录，然后才能让另一台设备登录。",

  "demo.name": "演示",
  "demo.title": "选择一个身份体验",
  "demo.banner": "演示站点：任何人都能看到这里的内容，数据随时可能清空。",

  "update.text": "Godwit 有新版本。",
  "update.apply": "更新",

  "notify.message": "新消息",
  "notify.mention": "有人提到了你：{text}",
  "lazy.failed": "加载失败。",
  "lazy.again": "重试",
};
