// SPDX-License-Identifier: Apache-2.0
// A picture over the whole screen, with its neighbours in the conversation.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../model/fold";
import { useGodwit } from "../../ui/client-context";
import { Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import "../../ui/media-texts";
import { previewOf } from "../../ui/preview";
import { useSource } from "./media";
import { saveName } from "./save-name";
import "./viewer.css";

const ZOOM = 2.5;
const SWIPE_PX = 60;
const DOUBLE_TAP_MS = 300;

interface ViewerProps {
  /** All pictures of the conversation that are loaded, oldest first. */
  pictures: Message[];
  /** Key of the one to show first. */
  first: string;
  onClose(): void;
}

export function Viewer({ pictures, first, onClose }: ViewerProps) {
  const [key, setKey] = useState(first);
  const at = pictures.findIndex((message) => message.key === key);
  const message = pictures[at];
  // Recalled while it was looked at.
  useEffect(() => {
    if (!message) onClose();
  }, [message]);
  if (!message) return null;
  const step = (by: number): void => {
    const next = pictures[at + by];
    if (next) setKey(next.key);
  };
  return (
    <Dialog label={t("viewer.title")} className="viewer" onClose={onClose}>
      <div
        class="viewer-frame"
        data-testid="viewer"
        data-at={at}
        onKeyDown={(event) => {
          if (event.key === "ArrowLeft") step(-1);
          if (event.key === "ArrowRight") step(1);
        }}
      >
        <Picture key={message.key} message={message} onStep={step} onClose={onClose} />
        {at > 0 && (
          <button
            type="button"
            class="viewer-button viewer-previous"
            data-testid="viewer-previous"
            aria-label={t("viewer.previous")}
            onClick={() => step(-1)}
          >
            <Icon name="back" />
          </button>
        )}
        {at < pictures.length - 1 && (
          <button
            type="button"
            class="viewer-button viewer-next"
            data-testid="viewer-next"
            aria-label={t("viewer.next")}
            onClick={() => step(1)}
          >
            <Icon name="next" />
          </button>
        )}
      </div>
    </Dialog>
  );
}

interface PictureProps {
  message: Message;
  onStep(by: number): void;
  onClose(): void;
}

function Picture({ message, onStep, onClose }: PictureProps) {
  const state = useGodwit();
  const source = useSource(message, state.mediaOpened.value > 0);
  const [zoomed, setZoomed] = useState(false);
  const room = useRef<HTMLDivElement>(null);
  const start = useRef({ x: 0, y: 0 });
  const lastTap = useRef(0);
  const { media } = message;
  if (media?.kind !== "picture") return null;
  /** Zooms so that the point that was meant stays where it is, or back. */
  const zoom = (x: number, y: number): void => {
    const box = room.current;
    if (!box) return;
    const next = !zoomed;
    setZoomed(next);
    requestAnimationFrame(() => {
      box.scrollLeft = next ? x * ZOOM - x : 0;
      box.scrollTop = next ? y * ZOOM - y : 0;
    });
  };
  return (
    <>
      <div
        ref={room}
        class={zoomed ? "viewer-room zoomed" : "viewer-room"}
        data-testid="viewer-room"
        data-zoomed={zoomed}
        onDblClick={(event) => {
          // Touch has its own, below: some browsers send no dblclick for it.
          if (
            (event as unknown as { sourceCapabilities?: { firesTouchEvents: boolean } }).sourceCapabilities
              ?.firesTouchEvents
          )
            return;
          zoom(event.clientX, event.clientY);
        }}
        onTouchStart={(event) => {
          const touch = event.touches[0];
          if (touch) start.current = { x: touch.clientX, y: touch.clientY };
        }}
        onTouchEnd={(event) => {
          const touch = event.changedTouches[0];
          if (!touch || event.touches.length > 0) return;
          const dx = touch.clientX - start.current.x;
          const dy = touch.clientY - start.current.y;
          if (Math.abs(dx) < 10 && Math.abs(dy) < 10) {
            const double = event.timeStamp - lastTap.current < DOUBLE_TAP_MS;
            lastTap.current = double ? 0 : event.timeStamp;
            if (double) {
              event.preventDefault();
              zoom(touch.clientX, touch.clientY);
            }
          } else if (!zoomed && Math.abs(dx) > SWIPE_PX && Math.abs(dx) > Math.abs(dy)) onStep(dx > 0 ? -1 : 1);
          else if (!zoomed && dy > SWIPE_PX * 2) onClose();
        }}
      >
        <img
          width={media.width}
          height={media.height}
          src={source}
          alt={media.caption || previewOf(media)}
          draggable={false}
        />
      </div>
      {media.caption && !zoomed && (
        <p class="viewer-caption" dir="auto">
          {media.caption}
        </p>
      )}
      <div class="viewer-bar">
        <button
          type="button"
          class="viewer-button"
          data-testid="viewer-close"
          aria-label={t("viewer.close")}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
        <span class="grow" />
        <button
          type="button"
          class="viewer-button"
          data-testid="viewer-zoom"
          aria-label={t("viewer.zoom")}
          aria-pressed={zoomed}
          onClick={() => zoom(window.innerWidth / 2, window.innerHeight / 2)}
        >
          <Icon name="search" />
        </button>
        {source && (
          <a
            class="viewer-button"
            data-testid="viewer-save"
            aria-label={t("viewer.save")}
            href={source}
            download={saveName(message)}
          >
            <Icon name="save" />
          </a>
        )}
      </div>
    </>
  );
}
