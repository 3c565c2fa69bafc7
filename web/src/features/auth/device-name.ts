// SPDX-License-Identifier: Apache-2.0

/** The name of this browser in the person's device list. */
export function deviceName(): string {
  const agent = navigator.userAgent;
  const browser = /Firefox|Edg|OPR|Chrome|Safari/.exec(agent)?.[0] ?? "Browser";
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(agent)?.[0] ?? "";
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", "Mac OS": "macOS" };
  return [names[browser] ?? browser, names[system] ?? system].filter(Boolean).join(", ");
}
