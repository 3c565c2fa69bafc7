// SPDX-License-Identifier: Apache-2.0
// Texts about people, devices and this app itself, in English; part of messages-en.ts.
export const peopleEn = {
  "person.deleted": "Deleted account",
  "person.deleted-note": "This account was deleted. Its messages stay readable.",
  "chat.deleted": "This account was deleted, so you cannot write to each other.",

  "presence.online": "online",
  "presence.last-seen": "last seen {when}",
  "presence.just-now": "just now",
  "presence.typing": "typing…",
  "presence.recording": "recording…",

  "nav.devices": "Devices",
  "nav.link": "Link a device",
  "nav.profile": "Profile",
  "nav.privacy": "Privacy",
  "nav.notifications": "Notifications",

  "qr.open": "Log in with another device",

  "auth.logged-out":
    "You were logged out here: this device was removed on another one, or the password was changed. What this browser kept is deleted.",
  "auth.account-deleted": "Your account was deleted.",
  "auth.link-first": "Log in here first; then you can let the other device in.",

  "demo.name": "Demo",
  "demo.title": "Have a look around as",
  "demo.banner": "Demo: anyone can read this, and it may vanish at any time.",

  "update.text": "A new version of Godwit is ready.",
  "update.apply": "Update",

  "notify.message": "New message",
  "notify.mention": "You are mentioned: {text}",
  "lazy.failed": "This could not be loaded.",
  "lazy.again": "Try again",
} as const;
