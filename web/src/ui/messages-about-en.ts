// SPDX-License-Identifier: Apache-2.0
// Texts about what happens to messages, in English; loaded with the first screen that needs them.
export const aboutEn = {
  "mention.list": "Whom to mention",
  "mention.everyone": "everyone",
  "mention.everyone-hint": "All members are told",
  "mention.more": "Not all members are listed here. Go on writing the name of one who is.",
} as const;
