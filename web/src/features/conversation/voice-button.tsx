// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import type { MediaDraft } from "../../sync/outbox";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { toast } from "../../ui/toast";
import { record, type Recording } from "./voice";

/** A tap begins the recording, the next one sends it. Leaving the conversation throws it away. */
export function VoiceButton({ onVoice }: { onVoice(draft: MediaDraft): void }) {
  const [recording, setRecording] = useState<Recording | null>(null);
  const latest = useRef<Recording | null>(null);
  const gone = useRef(false);
  useEffect(
    () => () => {
      gone.current = true;
      latest.current?.cancel();
    },
    [],
  );
  const take = (next: Recording | null): void => {
    latest.current = next;
    setRecording(next);
  };
  const finish = async (): Promise<void> => {
    const now = latest.current;
    take(null);
    const draft = await now?.finish().catch(() => null);
    if (draft) onVoice(draft);
    else toast(t("voice.nothing"));
  };
  const begin = async (): Promise<void> => {
    try {
      const next = await record(() => void finish());
      if (gone.current) next.cancel();
      else take(next);
    } catch {
      toast(t("voice.no-microphone"));
    }
  };
  return (
    <>
      {recording && (
        <button
          type="button"
          class="icon-button"
          data-testid="voice-cancel"
          aria-label={t("voice.cancel")}
          onClick={() => {
            recording.cancel();
            take(null);
          }}
        >
          <Icon name="delete" />
        </button>
      )}
      <button
        type="button"
        class={recording ? "send" : "icon-button"}
        data-testid="voice"
        aria-label={recording ? t("voice.send") : t("voice.record")}
        onClick={() => void (recording ? finish() : begin())}
      >
        <Icon name={recording ? "send" : "microphone"} />
      </button>
    </>
  );
}
