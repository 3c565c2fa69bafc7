// SPDX-License-Identifier: Apache-2.0
import { useRef } from "preact/hooks";

const LONG_PRESS_MS = 450;
const SLOP_PX = 10;

export interface Point {
  x: number;
  y: number;
}

/** A finger that rests. Mice have their right button; some phones never send contextmenu. */
export function useLongPress(act: (at: Point) => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const start = useRef<Point>({ x: 0, y: 0 });
  const stop = (): void => clearTimeout(timer.current);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType === "mouse") return;
      start.current = { x: event.clientX, y: event.clientY };
      stop();
      timer.current = setTimeout(() => {
        window.getSelection()?.removeAllRanges();
        act(start.current);
      }, LONG_PRESS_MS);
    },
    onPointerMove: (event: PointerEvent) => {
      const { x, y } = start.current;
      if (Math.abs(event.clientX - x) > SLOP_PX || Math.abs(event.clientY - y) > SLOP_PX) stop();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
  };
}
