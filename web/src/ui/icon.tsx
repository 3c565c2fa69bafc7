// SPDX-License-Identifier: Apache-2.0
// Line icons on a grid of 24, drawn for Godwit.

const paths = {
  back: "M15 5l-7 7 7 7",
  chats: "M4.5 6.5a2 2 0 0 1 2-2h11a2 2 0 0 1 2 2v7.5a2 2 0 0 1-2 2H11l-4.5 3.5V16a2 2 0 0 1-2-2z",
  contacts:
    "M9.5 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 19.5c.4-3.6 3-5.5 6.5-5.5s6.1 1.9 6.5 5.5M16 5a3.2 3.2 0 0 1 0 6.2M18 14.3c1.8.8 2.8 2.6 3 5.2",
  settings: "M4 7h9M17 7h3M4 12h3M11 12h9M4 17h10M18 17h2M15 5v4M9 10v4M16 15v4",
  add: "M12 5v14M5 12h14",
  "person-add":
    "M10 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3.5 19.5c.4-3.6 3-5.5 6.5-5.5 1.6 0 3 .4 4 1.2M18 14v6M15 17h6",
  send: "M12 19V6M6 11.5L12 5.5l6 6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  down: "M12 5v13M6 12.5l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h9.5v10.5H9zM15 9V4.5H5.5V15H9",
  edit: "M4.5 19.5l1-4L16 5l3 3L8.5 18.5zM14 7l3 3",
  recall: "M8 5L4 9l4 4M4.5 9H14a5 5 0 0 1 0 10H9",
  retry: "M19 12a7 7 0 1 1-2.2-5.1M19.5 4v4h-4",
  delete: "M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v6M13.5 10.5v6",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20",
  bookmark: "M7 4.5h10V20l-5-4-5 4z",
  block: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM6.5 6.5l11 11",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z",
  "eye-off":
    "M4 4l16 16M9.5 6c.8-.3 1.6-.5 2.5-.5 6 0 9.5 6.5 9.5 6.5s-.9 1.7-2.6 3.3M6.5 7.7C4 9.4 2.5 12 2.5 12s3.5 6.5 9.5 6.5c1.6 0 3-.4 4.2-1",
  "log-out": "M14 4.5H6.5v15H14M11 12h9.5M17 8.5l3.5 3.5-3.5 3.5",
  lock: "M6.5 11h11v8.5h-11zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  alert: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v5M12 16h.01",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4.5l3 1.5",
  bell: "M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 2H5zM10 20.5h4",
  device: "M8 3.5h8a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM11 17.5h2",
  scan: "M4 8.5V4h4.5M15.5 4H20v4.5M20 15.5V20h-4.5M8.5 20H4v-4.5M8 8h3v3H8zM13.5 13.5h2.5v2.5h-2.5zM13.5 8h2.5v2.5h-2.5zM8 13.5h2.5v2.5H8z",
  camera: "M4 8h4l1.5-2.5h5L16 8h4v11H4zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z",
  file: "M7 3.5h6.5l4.5 4.5v12.5H7zM13.5 3.5V8H18",
  attach: "M19 11.5l-7 7a4.5 4.5 0 0 1-6.4-6.4l7.5-7.5a3 3 0 0 1 4.3 4.3l-7.4 7.4a1.5 1.5 0 0 1-2.2-2.2l6.7-6.6",
  reply: "M9 6l-5 5 5 5M4.5 11H13a6 6 0 0 1 6 6v1.5",
  microphone: "M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11.5a6 6 0 0 0 12 0M12 17.5v3",
  save: "M12 4v11M7.5 10.5L12 15l4.5-4.5M5 19.5h14",
  smile: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM8.5 14a4 4 0 0 0 7 0M9 9.5h.01M15 9.5h.01",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  next: "M9 5l7 7-7 7",
  pin: "M9 4h6l-.8 6 3.3 3.5h-11L9.8 10zM12 13.5V20.5",
  "bell-off": "M7 9.5c-.3.5-.5 1-.5 1.5v5.5l-1.5 2h11.5M17.5 15.5V11a5.5 5.5 0 0 0-8.4-4.7M10 21h4M4 4l16 16",
  archive: "M4 5h16v4H4zM5.5 9v10.5h13V9M10 13h4",
  unread:
    "M19 11.5V16a2 2 0 0 1-2 2h-6l-4.5 3V18a2 2 0 0 1-2-2V8.5a2 2 0 0 1 2-2H13M18.5 8a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** The bird: long bill, long legs, long ways. */
export function Logo({ size = 56 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect class="logo-ground" width="64" height="64" rx="18" />
      <path
        class="logo-bird"
        d="M13 37c5-1 9-3 12-7 3-4.5 7-7 12-6.5 1.3-4.5 4-7 7.5-7 2.8 0 5 1.6 5.7 4.2L60 27l-11-1.5c-.9 2-1.4 3.6-1.6 6C46.7 38.6 41.5 43 34.5 43 28 43 21 41 13 37z"
      />
      <path class="logo-legs" d="M33 43l-2.5 11M38.5 42l-1 12" />
      <circle class="logo-eye" cx="45.3" cy="21.3" r="1.5" />
    </svg>
  );
}
