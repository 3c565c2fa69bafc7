// SPDX-License-Identifier: Apache-2.0
// The language of the page. Components that call t() follow the switch by themselves, because it reads a signal.
import { signal } from "@preact/signals";
import { readLanguage, writeLanguage, type Language } from "../store/settings";
import type { aboutEn } from "./messages-about-en";
import { en } from "./messages-en";
import type { groupsEn } from "./messages-groups-en";
import type { laterEn } from "./messages-later-en";
import type { mediaEn } from "./messages-media-en";
import { zh } from "./messages-zh";

/** Those of screens that are loaded later are there once ui/later-texts.ts is, or ui/media-texts.ts. */
export type MessageKey =
  keyof typeof en | keyof typeof laterEn | keyof typeof mediaEn | keyof typeof groupsEn | keyof typeof aboutEn;

type Texts = Partial<Record<MessageKey, string>>;

const tables: Record<Language, Texts> = { en: { ...en }, "zh-CN": { ...zh } };

export function addTexts(more: Record<Language, Texts>): void {
  Object.assign(tables.en, more.en);
  Object.assign(tables["zh-CN"], more["zh-CN"]);
}

export const language = signal<Language>("en");

export function startLanguage(): void {
  language.value = readLanguage(navigator.languages);
  document.documentElement.lang = language.value;
}

export function chooseLanguage(next: Language): void {
  language.value = next;
  document.documentElement.lang = next;
  writeLanguage(next);
}

export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
  const forms = (tables[language.value][key] ?? key).split("|");
  const text = (values["n"] === 1 ? forms[0] : forms.at(-1)) ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function errorText(code: string): string {
  const key = `error.${code}`;
  return key in en ? t(key as MessageKey) : t("error.other", { code });
}
