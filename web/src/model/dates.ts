// SPDX-License-Identifier: Apache-2.0
// Times as people read them, in the chosen language.

const DAY_MS = 86_400_000;

export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(language, options);
    formats.set(key, known);
  }
  return known;
}

export function clockTime(timeMs: number, language: string): string {
  return format(language, "clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(timeMs);
}

/** Day of a date separator: today, yesterday, a weekday within a week, else the date. */
export function dayName(timeMs: number, nowMs: number, language: string): string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (sameDay(timeMs, nowMs)) return capital(relative.format(0, "day"));
  if (sameDay(timeMs, nowMs - DAY_MS)) return capital(relative.format(-1, "day"));
  if (nowMs - timeMs < 6 * DAY_MS && timeMs < nowMs) {
    return capital(format(language, "weekday", { weekday: "long" }).format(timeMs));
  }
  const thisYear = new Date(timeMs).getFullYear() === new Date(nowMs).getFullYear();
  return thisYear
    ? format(language, "day", { month: "long", day: "numeric" }).format(timeMs)
    : format(language, "date", { year: "numeric", month: "long", day: "numeric" }).format(timeMs);
}

/** Time in the chat list: the clock today, else as short as can be. */
export function listTime(timeMs: number, nowMs: number, language: string): string {
  if (sameDay(timeMs, nowMs)) return clockTime(timeMs, language);
  if (nowMs - timeMs < 6 * DAY_MS && timeMs < nowMs) {
    return format(language, "weekday-short", { weekday: "short" }).format(timeMs);
  }
  return format(language, "short", { year: "2-digit", month: "numeric", day: "numeric" }).format(timeMs);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * How long ago somebody was there, to stand within a sentence: minutes, then hours today, then the day with the time, then the
 * date. `justNow` is for less than a minute.
 */
export function lastSeen(timeMs: number, nowMs: number, language: string, justNow: string): string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const minutes = Math.max(0, Math.floor((nowMs - timeMs) / 60_000));
  if (minutes < 1) return justNow;
  if (minutes < 60) return relative.format(-minutes, "minute");
  if (sameDay(timeMs, nowMs)) return relative.format(-Math.floor(minutes / 60), "hour");
  if (sameDay(timeMs, nowMs - DAY_MS)) return `${relative.format(-1, "day")} ${clockTime(timeMs, language)}`;
  const day = dayName(timeMs, nowMs, language);
  return nowMs - timeMs < 6 * DAY_MS ? `${day} ${clockTime(timeMs, language)}` : day;
}
