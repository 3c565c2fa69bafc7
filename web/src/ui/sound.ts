// SPDX-License-Identifier: Apache-2.0
// A short sound for new messages, made here: no file to load.
import { signal } from "@preact/signals";
import { readSound, writeSound } from "../store/settings";

/** Two soft tones, a fourth apart: frequency in hertz, begin and length in seconds. */
const TONES = [
  { hertz: 784, at: 0, lasts: 0.16 },
  { hertz: 1047, at: 0.09, lasts: 0.22 },
];
const LOUDNESS = 0.12;

export const soundOn = signal(true);
let audio: AudioContext | null = null;

export function startSound(): void {
  soundOn.value = readSound();
  // Browsers let a page be heard only after the person has done something in it.
  const wake = (): void => {
    if (typeof AudioContext === "undefined") return;
    audio ??= new AudioContext();
    if (audio.state === "suspended") void audio.resume();
  };
  window.addEventListener("pointerdown", wake);
  window.addEventListener("keydown", wake);
}

export function chooseSound(on: boolean): void {
  soundOn.value = on;
  writeSound(on);
  if (on) playSound();
}

export function playSound(): void {
  if (!soundOn.value || audio?.state !== "running") return;
  for (const { hertz, at, lasts } of TONES) {
    const begin = audio.currentTime + at;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + lasts);
    tone.connect(volume).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + lasts);
  }
}
