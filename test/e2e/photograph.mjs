// SPDX-License-Identifier: Apache-2.0
// Pictures as a camera makes them: a JPEG that says who made it and where (Exif 2.32; TIFF 6.0).

export const MAKER = "Secret Camera Works";

/** A JPEG of this size, drawn by a page, with a maker and a place in it. */
export async function photograph(page, width, height, colour = "#37b") {
  const bytes = await page.evaluate(drawn, { width, height, colour });
  return withExif(Buffer.from(bytes, "base64"));
}

/** Runs in the page. Noise, so that it does not become small. */
async function drawn({ width, height, colour }) {
  const canvas = Object.assign(document.createElement("canvas"), {
    width,
    height,
  });
  const context = canvas.getContext("2d");
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  context.fillStyle = "#fc3";
  context.beginPath();
  context.arc(width / 2, height / 2, height / 3, 0, 7);
  context.fill();
  for (let at = 0; at < 4000; at += 1) {
    context.fillStyle = `hsl(${(at * 47) % 360} 60% 60% / 40%)`;
    context.fillRect((at * 7919) % width, (at * 104_729) % height, 12, 12);
  }
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.95));
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The JPEG with an APP1 segment behind its first marker: IFD0 with Make and GPS, the GPS IFD with a latitude of 48° 12' N. */
function withExif(jpeg) {
  const make = Buffer.from(`${MAKER}\0`);
  const tiff = Buffer.alloc(200);
  tiff.write("MM", 0);
  tiff.writeUInt16BE(42, 2);
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(2, 8);
  entry(tiff, 10, 0x010f, 2, make.length, 100);
  entry(tiff, 22, 0x8825, 4, 1, 40);
  tiff.writeUInt16BE(2, 40);
  entry(tiff, 42, 0x0001, 2, 2, "N".charCodeAt(0) * 2 ** 24);
  entry(tiff, 54, 0x0002, 5, 3, 140);
  make.copy(tiff, 100);
  for (const [at, number] of [48, 1, 12, 1, 0, 1].entries()) tiff.writeUInt32BE(number, 140 + at * 4);
  const body = Buffer.concat([Buffer.from("Exif\0\0"), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

function entry(tiff, at, tag, type, count, value) {
  tiff.writeUInt16BE(tag, at);
  tiff.writeUInt16BE(type, at + 2);
  tiff.writeUInt32BE(count, at + 4);
  tiff.writeUInt32BE(value, at + 8);
}
