// SPDX-License-Identifier: Apache-2.0
// Texts of the sheet before sending, the viewer and the emoji picker, in Chinese.
import type { mediaEn } from "./messages-media-en";

export const mediaZh: Record<keyof typeof mediaEn, string> = {
  "send.title": "发送",
  "send.caption": "说明文字",
  "send.original": "原图",
  "send.original-keeps": "图片原样发送，包含其中的位置和相机信息。不支持的格式作为文件发送。",
  "send.original-not": "图片会被缩小，并去除位置和相机信息。",
  "send.agree": "此浏览器无法去除这张图片的位置和相机信息。仍作为文件连同位置和相机信息一起发送？",
  "send.video-keeps": "视频原样发送，包含其中的位置和相机信息。",
  "send.remove": "不发送 {name}",
  "send.preparing": "正在准备…",
  "send.send": "发送 {n} 项",

  "viewer.title": "图片",
  "viewer.close": "关闭",
  "viewer.save": "保存",
  "viewer.previous": "上一张",
  "viewer.next": "下一张",
  "viewer.zoom": "缩放",

  "emoji.title": "表情",
  "emoji.search": "搜索表情",
  "emoji.none": "没有找到",
  "emoji.recent": "最近使用",
  "emoji.group-0": "笑脸",
  "emoji.group-1": "人物",
  "emoji.group-2": "自然",
  "emoji.group-3": "食物",
  "emoji.group-4": "旅行",
  "emoji.group-5": "活动",
  "emoji.group-6": "物品",
  "emoji.group-7": "符号",
  "emoji.group-8": "旗帜",
};
