// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from "vite";

export default defineConfig({
  publicDir: false,
  build: { ssr: "test/peer/main.ts", outDir: "node_modules/.cache/godwit-mock", target: "node20", emptyOutDir: true },
});
