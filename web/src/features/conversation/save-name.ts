// SPDX-License-Identifier: Apache-2.0
import type { Message } from "../../model/fold";

const endings: Record<string, string> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/gif": "gif",
  "image/avif": "avif",
};

/** The name of a picture's file: when it came, as the clock of this place showed it. */
export function saveName({ timeMs, media }: Message): string {
  const at = new Date(timeMs);
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  return `godwit-${day}-${time}.${endings[media?.file.type ?? ""] ?? "jpg"}`;
}
