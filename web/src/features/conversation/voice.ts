// SPDX-License-Identifier: Apache-2.0
// Records a voice message. Browsers give the microphone to https and localhost pages only, after the person agreed.
import type { MediaDraft } from "../../sync/outbox";

const LIMIT_MS = 10 * 60_000;
const BARS = 64;
/** What a message may say (proto: Voice.duration_ms). */
const MOST_MS = 3_600_000;

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
      const measuredMs = performance.now() - startedAt;
      await stop();
      const bytes = new Blob(parts, { type: recorder.mimeType.split(";")[0] ?? "" });
      return bytes.size > 0 ? voiceOf(bytes, measuredMs, samplesOf) : null;
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

export interface Samples {
  seconds: number;
  /** The first channel. */
  samples: Float32Array;
}

async function samplesOf(bytes: Blob): Promise<Samples> {
  const context = new AudioContext();
  try {
    const audio = await context.decodeAudioData(await bytes.arrayBuffer());
    return { seconds: audio.duration, samples: audio.getChannelData(0) };
  } finally {
    void context.close();
  }
}

/**
 * The message of a recording. How long it is says the sound itself: the file of a recording claims to be endless. What this browser records
 * but cannot read is as long as was measured, and has no waveform; it is not lost. null = it has no sound at all.
 */
export async function voiceOf(
  bytes: Blob,
  measuredMs: number,
  decode: (bytes: Blob) => Promise<Samples>,
): Promise<MediaDraft | null> {
  const read = await decode(bytes).catch(() => null);
  const known = read !== null && Number.isFinite(read.seconds);
  const durationMs = Math.min(MOST_MS, Math.round(known ? read.seconds * 1000 : measuredMs));
  if (durationMs < 1) return null;
  const waveform = read ? loudness(read.samples, BARS) : new Uint8Array();
  const file = { id: "", type: "", size: 0 };
  return {
    body: { kind: "voice", file, durationMs, waveform },
    files: [{ slot: "file", bytes, id: "", whole: false }],
  };
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
