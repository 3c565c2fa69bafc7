// SPDX-License-Identifier: Apache-2.0
// Choices of this browser. In localStorage because they are needed before the first paint, and survive a log-out.

export type Theme = "system" | "light" | "dark";
export type Language = "en" | "zh-CN";

const THEME = "godwit.theme";
const LANGUAGE = "godwit.language";
const SOUND = "godwit.sound";
const NOTIFICATIONS = "godwit.notifications";
const EMOJI = "godwit.emoji";
const DEMO = "godwit.demo";

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}

export function readTheme(): Theme {
  const value = read(THEME);
  return value === "light" || value === "dark" ? value : "system";
}

export function writeTheme(theme: Theme): void {
  write(THEME, theme === "system" ? null : theme);
}

/** The chosen language, or the first one of the navigator that we have. */
export function readLanguage(preferred: readonly string[]): Language {
  const value = read(LANGUAGE);
  if (value === "en" || value === "zh-CN") return value;
  for (const tag of preferred) {
    if (tag.toLowerCase().startsWith("zh")) return "zh-CN";
    if (tag.toLowerCase().startsWith("en")) return "en";
  }
  return "en";
}

export function writeLanguage(language: Language): void {
  write(LANGUAGE, language);
}

/** A sound for new messages; on at first. */
export function readSound(): boolean {
  return read(SOUND) !== "off";
}

export function writeSound(on: boolean): void {
  write(SOUND, on ? null : "off");
}

/** Notifications of the system; off at first. */
export function readNotifications(): boolean {
  return read(NOTIFICATIONS) === "on";
}

export function writeNotifications(on: boolean): void {
  write(NOTIFICATIONS, on ? "on" : null);
}

/** The server said that it is a demo; only anonymous callers are told. */
export function readDemo(): boolean {
  return read(DEMO) === "on";
}

export function writeDemo(on: boolean): void {
  write(DEMO, on ? "on" : null);
}

/** The emoji used last, newest first. */
export function readEmoji(): string[] {
  return (read(EMOJI) ?? "").split(" ").filter(Boolean);
}

export function writeEmoji(emoji: readonly string[]): void {
  write(EMOJI, emoji.join(" "));
}
