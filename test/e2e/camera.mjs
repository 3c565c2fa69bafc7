// SPDX-License-Identifier: Apache-2.0
// What a fake camera sees: a film of one picture, in the raw form that Chromium takes (YUV4MPEG2, 4:2:0).
import { writeFile } from "node:fs/promises";

const WIDTH = 640;
const HEIGHT = 480;

/** A film of a square pattern of dark and light modules, in the middle of grey. `modules` holds rows of booleans, true = dark. */
export async function film(file, modules) {
  const scale = Math.floor((HEIGHT - 80) / modules.length);
  const left = (WIDTH - modules.length * scale) >> 1;
  const top = (HEIGHT - modules.length * scale) >> 1;
  const luma = Buffer.alloc(WIDTH * HEIGHT, 180);
  for (let y = 0; y < modules.length * scale; y += 1) {
    for (let x = 0; x < modules.length * scale; x += 1) {
      const dark = modules[Math.floor(y / scale)][Math.floor(x / scale)];
      luma[(top + y) * WIDTH + left + x] = dark ? 16 : 235;
    }
  }
  const colour = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), luma, colour]);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420mpeg2\n`);
  await writeFile(file, Buffer.concat([head, ...Array(10).fill(frame)]));
}
