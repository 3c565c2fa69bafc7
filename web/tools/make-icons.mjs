// SPDX-License-Identifier: Apache-2.0
// Makes the PNG icons of public/ from icon.svg, drawn by Chromium. Run it when the logo changes; its output is committed.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const folder = new URL("../public/", import.meta.url);
const MAX_BYTES = 20_000;
const svg = readFileSync(new URL("icon.svg", folder), "utf8");
/** Maskable: the ground fills the square, and the bird stays within the inner four fifths, whatever shape is cut out. */
const full = svg.replace(' rx="18"', "").replace('viewBox="0 0 64 64"', 'viewBox="-8 -8 80 80"');
const maskable = full.replace('<rect width="64" height="64"', '<rect x="-8" y="-8" width="80" height="80"');
const icons = [
  { name: "icon-192.png", size: 192, drawing: svg },
  { name: "icon-512.png", size: 512, drawing: svg },
  { name: "icon-maskable-512.png", size: 512, drawing: maskable },
  { name: "apple-touch-icon.png", size: 180, drawing: maskable },
];

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
try {
  for (const { name, size, drawing } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const sized = drawing.replace("<svg ", `<svg width="${size}" height="${size}" `);
    await page.setContent(`<style>body{margin:0}svg{display:block}</style>${sized}`);
    const file = new URL(name, folder);
    writeFileSync(file, await page.screenshot({ omitBackground: true }));
    await page.close();
    const bytes = statSync(file).size;
    console.log(`${name}: ${bytes} bytes`);
    if (bytes > MAX_BYTES) throw new Error(`${name} is larger than ${MAX_BYTES} bytes`);
  }
} finally {
  await browser.close();
}
