// SPDX-License-Identifier: Apache-2.0
// Notifications of the system, for a page that is open but not in view. Asked for only when the person switches them on.
import { signal } from "@preact/signals";
import { readNotifications, writeNotifications } from "../store/settings";
import { hashOf } from "./route";

/** `none` = this browser has none for this page (also on plain http). */
export type NotificationState = "none" | "denied" | "off" | "on";

export const notificationState = signal<NotificationState>("none");

export function startNotifications(): void {
  notificationState.value = now();
}

export async function chooseNotifications(on: boolean): Promise<void> {
  if (on && Notification.permission === "default") await Notification.requestPermission();
  writeNotifications(on && Notification.permission === "granted");
  notificationState.value = now();
}

function now(): NotificationState {
  if (typeof Notification === "undefined" || !window.isSecureContext) return "none";
  if (Notification.permission === "denied") return "denied";
  return readNotifications() && Notification.permission === "granted" ? "on" : "off";
}

/** One for each conversation: a newer one takes the place of the older. */
export async function notify(log: string, title: string, body: string): Promise<void> {
  if (notificationState.value !== "on") return;
  const hash = hashOf({ screen: "chat", log });
  const options = { body, tag: log, icon: "/icon-192.png", data: { hash } };
  const worker = await navigator.serviceWorker?.getRegistration();
  // Phones show them through the service worker only.
  if (worker?.active) return worker.showNotification(title, options);
  const shown = new Notification(title, options);
  shown.onclick = () => {
    window.focus();
    location.hash = hash;
    shown.close();
  };
}

/** After a log-out nothing of the person's may stay on the screen. */
export async function closeNotifications(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  for (const shown of (await worker?.getNotifications()) ?? []) shown.close();
}
