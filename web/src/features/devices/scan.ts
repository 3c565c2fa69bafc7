// SPDX-License-Identifier: Apache-2.0
// Reads a QR code from the camera: with the browser's own detector where there is one, else with a decoder that is loaded then.
import { linkIn } from "./link-text";

const PAUSE_MS = 150;
/** Longest side of the picture that is decoded; more only costs time. */
const SIDE = 640;

interface BarcodeDetectorLike {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
type BarcodeDetectorMaker = new (options: { formats: string[] }) => BarcodeDetectorLike;

type Read = (video: HTMLVideoElement) => Promise<string[]>;

export function canScan(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

/**
 * Shows the camera in `video` and answers the link of the first code of ours it sees; null after `signal` ended it.
 * Fails when the camera may not be used.
 */
export async function scan(video: HTMLVideoElement, signal: AbortSignal): Promise<string | null> {
  const camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  try {
    if (signal.aborted) return null;
    video.srcObject = camera;
    await video.play();
    let read = detector() ?? (await decoder());
    while (!signal.aborted) {
      let found: string[] = [];
      try {
        found = await read(video);
      } catch {
        // Some systems have the browser's detector in name only.
        read = await decoder();
      }
      const link = found.map(linkIn).find((one) => one !== "");
      if (link) return link;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return null;
  } finally {
    for (const track of camera.getTracks()) track.stop();
    video.srcObject = null;
  }
}

function detector(): Read | null {
  const Maker = (globalThis as { BarcodeDetector?: BarcodeDetectorMaker }).BarcodeDetector;
  if (!Maker) return null;
  let made: BarcodeDetectorLike | null = null;
  return async (video) => {
    made ??= new Maker({ formats: ["qr_code"] });
    return (await made.detect(video)).map((code) => code.rawValue);
  };
}

async function decoder(): Promise<Read> {
  const { default: decode } = await import("jsqr");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight, 1));
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    if (!context || width === 0 || height === 0) return [];
    canvas.width = width;
    canvas.height = height;
    context.drawImage(video, 0, 0, width, height);
    const found = decode(context.getImageData(0, 0, width, height).data, width, height);
    return found ? [found.data] : [];
  };
}
