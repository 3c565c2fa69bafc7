// SPDX-License-Identifier: Apache-2.0
// Texts about what happens to messages, in simplified Chinese.
import type { aboutEn } from "./messages-about-en";

export const aboutZh: Record<keyof typeof aboutEn, string> = {
  "mention.list": "提及成员",
  "mention.everyone": "所有人",
  "mention.everyone-hint": "通知全部成员",
  "mention.more": "此处未列出全部成员，请输入已列出成员的名字。",
  "menu.pin": "置顶",
  "menu.unpin": "取消置顶",
  "pins.one": "置顶消息",
  "pins.title": "置顶消息",
  "pins.all": "全部置顶消息，共 {n} 条",
  "about.pinned": "{who}置顶了一条消息",
  "about.pinned-own": "你置顶了一条消息",
};
