// SPDX-License-Identifier: Apache-2.0
// The square of a picture that becomes the avatar: which part of the source it covers.

/** What the person chose: zoom ≥ 1, and how far the middle of the square is from the middle of the picture, in source pixels. */
export interface Crop {
  zoom: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export const MAX_ZOOM = 4;

/** The covered square, in source pixels. */
export function squareOf({ width, height }: Size, crop: Crop): { x: number; y: number; side: number } {
  const side = Math.min(width, height) / crop.zoom;
  return { x: (width - side) / 2 + crop.x, y: (height - side) / 2 + crop.y, side };
}

/** The nearest crop whose square lies within the picture. */
export function within(size: Size, crop: Crop): Crop {
  const zoom = Math.min(MAX_ZOOM, Math.max(1, crop.zoom));
  const side = Math.min(size.width, size.height) / zoom;
  const clamp = (value: number, room: number): number => Math.min(room, Math.max(-room, value)) + 0;
  return { zoom, x: clamp(crop.x, (size.width - side) / 2), y: clamp(crop.y, (size.height - side) / 2) };
}
