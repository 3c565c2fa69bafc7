// SPDX-License-Identifier: Apache-2.0
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Dialog } from "./dialog";
import { t } from "./i18n";
import { MAX_ZOOM, squareOf, within, type Crop } from "./crop";

/** Pixels of the avatar, both ways. */
const SIDE = 512;
const QUALITY = 0.86;

interface CropDialogProps {
  source: ImageBitmap;
  /** Re-encoded: without the position and the camera that the file may tell. */
  onUse(picture: Blob): Promise<void>;
  onClose(): void;
}

export function CropDialog({ source, onUse, onClose }: CropDialogProps) {
  const id = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number } | null>(null);
  const [crop, setCrop] = useState<Crop>({ zoom: 1, x: 0, y: 0 });
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const { x, y, side } = squareOf(source, crop);
    // JPEG knows no transparency: what is clear becomes white.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, SIDE, SIDE);
    context.imageSmoothingQuality = "high";
    context.drawImage(source, x, y, side, side, 0, 0, SIDE, SIDE);
  }, [source, crop]);

  const drag = (event: PointerEvent): void => {
    const from = last.current;
    const box = canvas.current?.getBoundingClientRect();
    if (!from || !box) return;
    last.current = { x: event.clientX, y: event.clientY };
    const { side } = squareOf(source, crop);
    const scale = side / box.width;
    const [x, y] = [crop.x - (event.clientX - from.x) * scale, crop.y - (event.clientY - from.y) * scale];
    setCrop(within(source, { ...crop, x, y }));
  };
  const use = async (): Promise<void> => {
    setBusy(true);
    const picture = await new Promise<Blob | null>((resolve) =>
      canvas.current ? canvas.current.toBlob(resolve, "image/jpeg", QUALITY) : resolve(null),
    );
    if (picture) await onUse(picture);
    setBusy(false);
  };
  return (
    <Dialog label={t("settings.avatar-crop")} onClose={onClose}>
      <h2 class="dialog-title">{t("settings.avatar-crop")}</h2>
      <p class="faint">{t("settings.avatar-crop-hint")}</p>
      <canvas
        ref={canvas}
        class="crop"
        width={SIDE}
        height={SIDE}
        data-testid="crop"
        onPointerDown={(event) => {
          last.current = { x: event.clientX, y: event.clientY };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          last.current = null;
        }}
        onPointerCancel={() => {
          last.current = null;
        }}
      />
      <div class="crop-zoom">
        <label for={id}>{t("settings.avatar-zoom")}</label>
        <input
          id={id}
          type="range"
          data-testid="crop-zoom"
          min={1}
          max={MAX_ZOOM}
          step={0.05}
          value={crop.zoom}
          onInput={(event) => setCrop(within(source, { ...crop, zoom: Number(event.currentTarget.value) }))}
        />
      </div>
      <div class="dialog-actions">
        <button type="button" class="button quiet" onClick={onClose}>
          {t("common.cancel")}
        </button>
        <button type="button" class="button" data-testid="crop-use" disabled={busy} onClick={() => void use()}>
          {t("settings.avatar-use")}
        </button>
      </div>
    </Dialog>
  );
}
