// SPDX-License-Identifier: Apache-2.0
// Texts of the sheet before sending, the viewer and the emoji picker, in English.
export const mediaEn = {
  "send.title": "Send",
  "send.caption": "Caption",
  "send.original": "Original size",
  "send.original-keeps":
    "Pictures are sent as they are, with the location and camera data in them. Unsupported ones are sent as files.",
  "send.original-not": "Pictures are made smaller, and lose their location and camera data.",
  "send.agree":
    "This browser cannot remove the location and camera data from this picture. Send it as a file with its location and camera data?",
  "send.video-keeps": "A video is sent as it is, with the location and camera data in it.",
  "send.remove": "Do not send {name}",
  "send.preparing": "Preparing…",
  "send.send": "Send|Send {n}",

  "viewer.title": "Picture",
  "viewer.close": "Close",
  "viewer.save": "Save",
  "viewer.previous": "Previous picture",
  "viewer.next": "Next picture",
  "viewer.zoom": "Zoom",

  "emoji.title": "Emoji",
  "emoji.search": "Search emoji",
  "emoji.none": "Nothing found",
  "emoji.recent": "Recently used",
  "emoji.group-0": "Smileys",
  "emoji.group-1": "People",
  "emoji.group-2": "Nature",
  "emoji.group-3": "Food",
  "emoji.group-4": "Travel",
  "emoji.group-5": "Activities",
  "emoji.group-6": "Objects",
  "emoji.group-7": "Symbols",
  "emoji.group-8": "Flags",
} as const;
