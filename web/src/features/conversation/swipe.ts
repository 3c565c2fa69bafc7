// SPDX-License-Identifier: Apache-2.0
// A finger that moves a message to the right answers it. Up and down belongs to the list.
import { useRef } from "preact/hooks";
import "./swipe.css";

/** So far decides that the finger means the message. */
const START_PX = 12;
/** So far answers. */
export const ANSWER_PX = 56;
const MOST_PX = 80;

/** How far the message is moved by a finger that went so far; null = the finger means something else. */
export function swiped(dx: number, dy: number): number | null {
  if (Math.abs(dx) < START_PX && Math.abs(dy) < START_PX) return 0;
  return dx > 0 && dx > Math.abs(dy) * 1.5 ? Math.min(dx, MOST_PX) : null;
}

interface Finger {
  id: number;
  x: number;
  y: number;
  /** It means this message. */
  sure: boolean;
}

/** What the line of a message takes; absent `onReply` = nothing. */
export function useSwipe(onReply: (() => void) | undefined) {
  const finger = useRef<Finger | null>(null);
  const place = (element: HTMLElement, by: number): void => {
    element.style.setProperty("--swiped", `${by}px`);
    element.classList.toggle("swiped", by > 0);
    element.classList.toggle("answers", by >= ANSWER_PX);
  };
  const end = (event: PointerEvent): void => {
    finger.current = null;
    place(event.currentTarget as HTMLElement, 0);
  };
  if (!onReply) return {};
  return {
    onPointerDown: (event: PointerEvent) => {
      // A second finger, or the control that is moved in a voice message.
      if (event.pointerType !== "touch" || !event.isPrimary || (event.target as Element).closest("input, video"))
        return;
      finger.current = { id: event.pointerId, x: event.clientX, y: event.clientY, sure: false };
    },
    onPointerMove: (event: PointerEvent) => {
      const start = finger.current;
      if (!start || start.id !== event.pointerId) return;
      const dx = event.clientX - start.x;
      const by = start.sure ? Math.min(Math.max(0, dx), MOST_PX) : swiped(dx, event.clientY - start.y);
      if (by === null) return end(event);
      if (by > 0) start.sure = true;
      place(event.currentTarget as HTMLElement, by);
    },
    onPointerUp: (event: PointerEvent) => {
      const start = finger.current;
      const answers = start?.sure && event.clientX - start.x >= ANSWER_PX;
      if (start) end(event);
      if (answers) onReply();
    },
    onPointerCancel: end,
  };
}
