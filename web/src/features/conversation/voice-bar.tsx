// SPDX-License-Identifier: Apache-2.0
// In place of the composer while a recording runs: how long, how loud, and how to throw it away.
import { useEffect, useState } from "preact/hooks";
import { clockOf } from "../../ui/clock";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { CANCEL_PX, type Voice } from "./use-voice";
import type { Recording } from "./voice";
import "./voice.css";

const SHOWN = 32;
const EVERY_MS = 100;

export function VoiceBar({ voice, recording }: { voice: Voice; recording: Recording }) {
  const [levels, setLevels] = useState<number[]>([]);
  useEffect(() => {
    const timer = setInterval(() => {
      const level = recording.level();
      setLevels((before) => [...before.slice(1 - SHOWN), level]);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [recording]);
  const away = voice.slid > CANCEL_PX;
  return (
    <div class="voice-bar" data-testid="voice-bar" data-held={voice.held}>
      {!voice.held && (
        <button
          type="button"
          class="icon-button"
          data-testid="voice-cancel"
          aria-label={t("voice.cancel")}
          onClick={voice.cancel}
        >
          <Icon name="delete" />
        </button>
      )}
      <span class="voice-dot" />
      <time class="voice-time">{clockOf(recording.lengthMs())}</time>
      {voice.held ? (
        <span
          class={away ? "voice-slide away" : "voice-slide"}
          style={{ transform: `translateX(${-voice.slid / 2}px)` }}
        >
          {away ? t("voice.let-go") : t("voice.slide")}
        </span>
      ) : (
        <span class="voice-levels" aria-hidden="true">
          {levels.map((level, at) => (
            <span key={at} style={{ blockSize: `${Math.round(8 + level * 92)}%` }} />
          ))}
        </span>
      )}
    </div>
  );
}
