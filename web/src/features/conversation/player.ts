// SPDX-License-Identifier: Apache-2.0
// The one voice message that is heard. It has one element for all, so a second one ends the first, and scrolling ends none.
import { signal } from "@preact/signals";
import { t } from "../../ui/i18n";
import { toast } from "../../ui/toast";

export interface Heard {
  /** The message's. */
  key: string;
  paused: boolean;
  /** Seconds from its beginning. */
  at: number;
}

const SPEEDS = [1, 1.5, 2];
/** Behind any end: seeking there makes a browser look how long a recording is that does not say it. */
const FAR_S = 1e7;
const PATIENCE_MS = 3000;

export const heard = signal<Heard | null>(null);
export const speed = signal(1);

let audio: HTMLAudioElement | null = null;
let looking = false;

export function toggle(key: string, source: string): void {
  if (heard.value?.key !== key) return begin(key, source);
  if (audio?.paused) play();
  else audio?.pause();
}

/** Goes to a place of the message, and begins it if it is not heard yet. */
export async function seek(key: string, source: string, seconds: number): Promise<void> {
  if (heard.value?.key !== key) begin(key, source);
  const box = audio;
  if (!box) return;
  heard.value = { key, paused: box.paused, at: seconds };
  if (box.readyState < HTMLMediaElement.HAVE_METADATA) await event(box, "loadedmetadata");
  if (box.duration === Infinity) {
    looking = true;
    box.currentTime = FAR_S;
    await event(box, "durationchange");
    looking = false;
  }
  if (box === audio && heard.value?.key === key) box.currentTime = seconds;
}

export function faster(): void {
  speed.value = SPEEDS[(SPEEDS.indexOf(speed.value) + 1) % SPEEDS.length] ?? 1;
  if (audio) audio.playbackRate = speed.value;
}

export function stop(): void {
  const box = audio;
  audio = null;
  heard.value = null;
  box?.pause();
  box?.removeAttribute("src");
}

function begin(key: string, source: string): void {
  stop();
  const box = new Audio(source);
  audio = box;
  looking = false;
  heard.value = { key, paused: false, at: 0 };
  const tell = (): void => {
    if (audio === box && !looking) heard.value = { key, paused: box.paused, at: box.currentTime };
  };
  for (const name of ["timeupdate", "play", "pause"]) box.addEventListener(name, tell);
  box.addEventListener("ended", () => {
    if (audio === box && !looking) stop();
  });
  play();
}

function play(): void {
  const box = audio;
  if (!box) return;
  box.playbackRate = speed.value;
  box.play().catch((error: unknown) => {
    if (audio !== box || (error as Error).name === "AbortError") return;
    stop();
    toast(t("voice.broken"));
  });
}

function event(box: HTMLAudioElement, name: string): Promise<void> {
  return new Promise((resolve) => {
    box.addEventListener(name, () => resolve(), { once: true });
    setTimeout(resolve, PATIENCE_MS);
  });
}
