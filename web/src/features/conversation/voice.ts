// SPDX-License-Identifier: Apache-2.0
// Records a voice message. Browsers give the microphone to https and localhost pages only, after the person agreed.
import type { MediaDraft } from "../../sync/outbox";

const LIMIT_MS = 10 * 60_000;
const BARS = 64;

export interface Recording {
  /** How long it has become. */
  lengthMs(): number;
  /** How loud it is now, 0 to 1. */
  level(): number;
  /** Ends it; null = nothing was heard. */
  finish(): Promise<MediaDraft | null>;
  cancel(): void;
}

/** Rejects when the microphone cannot be had. `onLimit` is called when the recording has become as long as it may. */
export async function record(onLimit: () => void): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const types = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
  const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => void parts.push(event.data);
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start(1000);
  const startedAt = performance.now();
  const meter = meterOf(stream);
  const timer = setTimeout(onLimit, LIMIT_MS);
  const stop = async (): Promise<void> => {
    clearTimeout(timer);
    if (recorder.state !== "inactive") recorder.stop();
    await stopped;
    for (const track of stream.getTracks()) track.stop();
    meter.end();
  };
  return {
    lengthMs: () => performance.now() - startedAt,
    level: meter.level,
    cancel: () => void stop(),
    finish: async () => {
      await stop();
      const bytes = new Blob(parts, { type: recorder.mimeType.split(";")[0] ?? "" });
      return bytes.size > 0 ? draftOf(bytes) : null;
    },
  };
}

/** Speech is seldom louder than this, as root mean square. */
const LOUD = 0.3;

function meterOf(stream: MediaStream): { level(): number; end(): void } {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      return Math.min(1, rootMeanSquare(samples) / LOUD);
    },
    end: () => void context.close(),
  };
}

async function draftOf(bytes: Blob): Promise<MediaDraft | null> {
  const context = new AudioContext();
  try {
    const audio = await context.decodeAudioData(await bytes.arrayBuffer());
    const durationMs = Math.round(audio.duration * 1000);
    if (durationMs < 1) return null;
    const waveform = loudness(audio.getChannelData(0), BARS);
    const file = { id: "", type: "", size: 0 };
    return {
      body: { kind: "voice", file, durationMs, waveform },
      files: [{ slot: "file", bytes, id: "", whole: false }],
    };
  } finally {
    void context.close();
  }
}

/** Root mean square of each of `bars` stretches, the loudest at 255. */
export function loudness(samples: Float32Array, bars: number): Uint8Array {
  const levels = Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * samples.length) / bars);
    const part = samples.subarray(from, Math.floor(((bar + 1) * samples.length) / bars));
    return rootMeanSquare(part);
  });
  const top = Math.max(...levels) || 1;
  return Uint8Array.from(levels, (level) => Math.round((level / top) * 255));
}

function rootMeanSquare(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / Math.max(1, samples.length));
}
