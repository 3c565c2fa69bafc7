// SPDX-License-Identifier: Apache-2.0
// The ways to record: hold and let go (slid to the left: thrown away), or tap, speak, and tap again.
import { useEffect, useRef, useState } from "preact/hooks";
import type { MediaDraft } from "../../sync/outbox";
import { t } from "../../ui/i18n";
import { toast } from "../../ui/toast";
import { holdUnsent } from "../../ui/unsent";
import type { Recording } from "./voice";

/** A shorter touch is a tap. */
const HOLD_MS = 400;
/** So far to the left throws the recording away. */
export const CANCEL_PX = 90;

export interface Voice {
  recording: Recording | null;
  /** A finger or button is down. */
  held: boolean;
  /** Pixels to the left of where it went down. */
  slid: number;
  cancel(): void;
  /** What the button takes. */
  button: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(event: PointerEvent): void;
    onPointerCancel(): void;
    onContextMenu(event: Event): void;
    onClick(): void;
  };
}

interface VoiceEvents {
  onVoice(draft: MediaDraft): void;
  /** Others are told; the answer ends it. */
  onRecording(): () => void;
}

/** Leaving the conversation throws away what runs. */
export function useVoice({ onVoice, onRecording }: VoiceEvents): Voice {
  const [recording, setRecording] = useState<Recording | null>(null);
  const [held, setHeld] = useState(false);
  const [slid, setSlid] = useState(0);
  const now = useRef<{ recording: Recording; told: () => void } | null>(null);
  const unsent = useRef(() => {});
  const starting = useRef<{ unwanted: boolean } | null>(null);
  const down = useRef<{ x: number; at: number } | null>(null);
  /** The click that ends the touch which began the recording says nothing more. */
  const skipClick = useRef(false);
  useEffect(() => () => cancel(), []);

  function take(): Recording | null {
    const taken = now.current;
    now.current = null;
    setRecording(null);
    taken?.told();
    unsent.current();
    return taken?.recording ?? null;
  }
  function cancel(): void {
    if (starting.current) starting.current.unwanted = true;
    take()?.cancel();
  }
  async function finish(): Promise<void> {
    const ended = take();
    if (!ended) return;
    const release = holdUnsent(1);
    const draft = await ended.finish().catch(() => null);
    release();
    if (draft) onVoice(draft);
    else toast(t("voice.nothing"));
  }
  async function begin(): Promise<void> {
    if (starting.current || now.current) return;
    const wish = { unwanted: false };
    starting.current = wish;
    try {
      const { record } = await import("./voice");
      const begun = await record(() => void finish());
      if (wish.unwanted) return begun.cancel();
      now.current = { recording: begun, told: onRecording() };
      unsent.current = holdUnsent(1);
      setRecording(begun);
    } catch {
      if (!wish.unwanted) toast(t("voice.no-microphone"));
    } finally {
      starting.current = null;
    }
  }
  const letGo = (): void => {
    down.current = null;
    setHeld(false);
    setSlid(0);
  };
  return {
    recording,
    held,
    slid,
    cancel,
    button: {
      onPointerDown: (event) => {
        if (now.current || starting.current || event.button !== 0) return;
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        down.current = { x: event.clientX, at: event.timeStamp };
        skipClick.current = true;
        setHeld(true);
        void begin();
      },
      onPointerMove: (event) => {
        if (down.current) setSlid(Math.max(0, down.current.x - event.clientX));
      },
      onPointerUp: (event) => {
        if (!down.current) return;
        const away = down.current.x - event.clientX > CANCEL_PX;
        const long = event.timeStamp - down.current.at >= HOLD_MS;
        letGo();
        if (away) cancel();
        // Not yet recording: the browser asked for the permission meanwhile, and what follows is as after a tap.
        else if (long && now.current) void finish();
      },
      onPointerCancel: letGo,
      onContextMenu: (event) => event.preventDefault(),
      onClick: () => {
        const skip = skipClick.current;
        skipClick.current = false;
        if (!skip) void (now.current ? finish() : begin());
      },
    },
  };
}
