// SPDX-License-Identifier: Apache-2.0
// Texts about what happens to messages, in English; loaded with the first screen that needs them.
export const aboutEn = {
  "mention.list": "Whom to mention",
  "mention.everyone": "everyone",
  "mention.everyone-hint": "All members are told",
  "mention.more": "Not all members are listed here. Go on writing the name of one who is.",
  "menu.pin": "Pin",
  "menu.unpin": "Unpin",
  "pins.one": "Pinned message",
  "pins.title": "Pinned messages",
  "pins.all": "All pinned messages, {n}",
  "about.pinned": "{who} pinned a message",
  "about.pinned-own": "You pinned a message",
} as const;
