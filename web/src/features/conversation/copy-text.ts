// SPDX-License-Identifier: Apache-2.0

/** Copies a text. Pages over plain http have no clipboard API; there the old command still works. */
export function copyText(text: string): boolean {
  if (window.isSecureContext) {
    void navigator.clipboard.writeText(text);
    return true;
  }
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "off-screen";
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  return done;
}
