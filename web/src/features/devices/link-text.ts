// SPDX-License-Identifier: Apache-2.0

/** The link in what a code holds or a person pastes: the address of the app's page for it, or the link alone; empty = none. */
export function linkIn(text: string): string {
  const plain = text.trim();
  const found = /#\/link\/([\w.~-]{1,128})$/.exec(plain)?.[1];
  return found ?? (/^[\w-]{20,128}$/.test(plain) ? plain : "");
}
