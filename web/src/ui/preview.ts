// SPDX-License-Identifier: Apache-2.0
// A message of media in one line.
import type { MediaBody } from "../proto/values";
import { clockOf } from "./clock";
import { t } from "./i18n";

export function previewOf(media: MediaBody): string {
  if (media.kind === "document") return `[${t("media.document")}] ${media.name}`;
  if (media.kind === "picture") return `[${t("media.picture")}] ${media.caption}`.trim();
  const time = clockOf(media.durationMs);
  return media.kind === "voice" ? `[${t("media.voice")}] ${time}` : `[${t("media.video")}] ${media.caption || time}`;
}
