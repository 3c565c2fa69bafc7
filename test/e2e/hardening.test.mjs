// SPDX-License-Identifier: Apache-2.0
// What the compiler and the linker were asked to do against attacks is in the binary.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { binary, runProgram } from "./server.mjs";

const text = {};

before(async () => {
  for (const part of ["file-header", "segments", "dynamic", "dyn-syms"]) {
    const { status, out, err } = await runProgram("readelf", [`--${part}`, "--wide", binary], { env: { LC_ALL: "C" } });
    assert.equal(status, 0, err);
    text[part] = out;
  }
});

const segments = () => text.segments.split("\n").map((line) => line.trim());
const isSanitized = () => /__(asan|tsan)_init/.test(text["dyn-syms"]);

test("its addresses are not known beforehand", () => {
  assert.match(text["file-header"], /Type:\s+DYN/);
  assert.match(text.dynamic, /FLAGS_1\).*\bPIE\b/);
});

test("what the loader has resolved is read-only before it runs", () => {
  assert.ok(segments().some((line) => line.startsWith("GNU_RELRO")));
  assert.match(text.dynamic, /\bBIND_NOW\b|FLAGS_1\).*\bNOW\b/);
});

test("no memory is writable and executable, the stack neither", () => {
  const stack = segments().find((line) => line.startsWith("GNU_STACK"));
  assert.ok(stack, "GNU_STACK is missing: the stack would be executable");
  assert.match(stack, / RW +0/);
  const loads = segments().filter((line) => line.startsWith("LOAD"));
  assert.ok(loads.length >= 3);
  for (const load of loads) assert.doesNotMatch(load, / (RWE|WE) +0/);
});

test("overwritten stacks and buffers end it", (t) => {
  assert.match(text["dyn-syms"], /__stack_chk_fail/);
  if (isSanitized()) return t.diagnostic("a sanitizer's binary: it watches over buffers by itself");
  assert.match(text["dyn-syms"], /__(memcpy|memmove|read|recv|snprintf|vsnprintf)_chk\b/);
});

test("jumps go only where they are meant to", async (t) => {
  if (!/Machine:.*X86-64/.test(text["file-header"])) return t.diagnostic("asked for in another way on this processor");
  // The note of the whole binary is there only when the start files of the system have it too, which Debian 12's have not: count what
  // stands at the beginning of whatever may be jumped to.
  const landing = Buffer.from("f30f1efa", "hex");
  const bytes = await readFile(binary);
  let count = 0;
  for (let at = bytes.indexOf(landing); at >= 0; at = bytes.indexOf(landing, at + 4)) count += 1;
  assert.ok(count > 1000, `${count} × endbr64`);
});
