// SPDX-License-Identifier: Apache-2.0
// Files dragged onto the conversation.
import { useRef, useState } from "preact/hooks";

/** What the element takes that files can be dropped on. */
export function useDrop(allowed: boolean, onFiles: (files: File[]) => void) {
  const [over, setOver] = useState(false);
  /** Entering a child comes before leaving its parent. */
  const depth = useRef(0);
  const mine = (event: DragEvent): boolean => allowed && (event.dataTransfer?.types.includes("Files") ?? false);
  return {
    class: over ? "conversation-body dropping" : "conversation-body",
    onDragEnter: (event: DragEvent) => {
      if (!mine(event)) return;
      depth.current += 1;
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!mine(event)) return;
      depth.current -= 1;
      if (depth.current <= 0) setOver(false);
    },
    onDragOver: (event: DragEvent) => {
      if (mine(event)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      depth.current = 0;
      setOver(false);
      if (!mine(event)) return;
      event.preventDefault();
      onFiles([...(event.dataTransfer?.files ?? [])]);
    },
  };
}
