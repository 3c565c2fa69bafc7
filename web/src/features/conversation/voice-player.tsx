// SPDX-License-Identifier: Apache-2.0
// A voice message: play, its waveform to seek in, and how fast.
import type { MediaBody } from "../../proto/values";
import { clockOf } from "../../ui/clock";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { previewOf } from "../../ui/preview";
import { faster, heard, seek, speed, toggle } from "./player";
import "./voice.css";

const BARS = 40;

interface VoicePlayerProps {
  /** The message's key. */
  name: string;
  media: Extract<MediaBody, { kind: "voice" }>;
  source: string | undefined;
}

export function VoicePlayer({ name, media, source }: VoicePlayerProps) {
  const own = heard.value?.key === name ? heard.value : null;
  // The file of a recording often does not say how long it is; the message does.
  const length = media.durationMs / 1000;
  const at = Math.min(own?.at ?? 0, length);
  const playing = own !== null && !own.paused;
  return (
    <div class="voice" data-testid="voice-player" data-state={playing ? "playing" : own ? "paused" : "stopped"}>
      <button
        type="button"
        class="voice-play"
        data-testid="voice-play"
        aria-label={`${playing ? t("voice.pause") : t("voice.play")}, ${previewOf(media)}`}
        disabled={!source}
        onClick={() => source && toggle(name, source)}
      >
        <Icon name={playing ? "pause" : "play"} />
      </button>
      <span class="voice-wave">
        {bars(media.waveform, BARS).map((level, bar) => (
          <span
            key={bar}
            class={own && bar / BARS < at / length ? "heard" : ""}
            style={{ blockSize: `${Math.round(12 + (level / 255) * 88)}%` }}
          />
        ))}
        <input
          type="range"
          data-testid="voice-seek"
          min={0}
          max={length}
          step={0.1}
          value={at}
          aria-label={t("voice.seek")}
          aria-valuetext={clockOf(at * 1000)}
          disabled={!source}
          onInput={(event) => source && void seek(name, source, Number(event.currentTarget.value))}
        />
      </span>
      <span class="voice-end">
        <time data-testid="voice-time">{clockOf(own ? at * 1000 : media.durationMs)}</time>
        {own && (
          <button
            type="button"
            data-testid="voice-speed"
            aria-label={t("voice.speed", { n: speed.value })}
            onClick={faster}
          >
            {speed.value}×
          </button>
        )}
      </span>
    </div>
  );
}

/** As many levels as there are bars, the loudest of each stretch; a waveform of nothing is flat. */
export function bars(waveform: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * waveform.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * waveform.length) / count));
    return Math.max(0, ...waveform.subarray(from, to));
  });
}
