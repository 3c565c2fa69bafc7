// SPDX-License-Identifier: Apache-2.0
// The service worker, built after the app because it holds the list of the app's files.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { defineConfig } from "vite";

const dist = join(import.meta.dirname, "dist");
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile() && file.name !== "sw.js")
  .map((file) => join(file.parentPath, file.name))
  .toSorted();
const hash = createHash("sha256");
for (const file of files) hash.update(relative(dist, file)).update(readFileSync(file));
const paths = files.map((file) => `/${relative(dist, file).split(sep).join("/")}`);

export default defineConfig({
  publicDir: false,
  define: {
    SHELL_FILES: JSON.stringify(paths.map((path) => (path === "/index.html" ? "/" : path))),
    SHELL_VERSION: JSON.stringify(hash.digest("hex").slice(0, 16)),
  },
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: false,
    lib: { entry: "src/worker/service-worker.ts", formats: ["es"], fileName: () => "sw.js" },
  },
});
