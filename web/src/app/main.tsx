// SPDX-License-Identifier: Apache-2.0
import { render } from "preact";
import { Client } from "../model/client";
import { socketUrl, webSocketDial } from "../transport/websocket";
import { ClientContext } from "../ui/client-context";
import { startLanguage } from "../ui/i18n";
import { closeNotifications, startNotifications } from "../ui/notification";
import { startMinutes } from "../ui/minute";
import { startRouting } from "../ui/route";
import { startSound } from "../ui/sound";
import { startTheme } from "../ui/theme";
import { App } from "./app";
import { startServiceWorker } from "./update";
import { followViewport } from "./viewport";
import "../ui/tokens.css";
import "../ui/base.css";
import "../ui/controls.css";
import "../ui/rows.css";
import "../ui/overlays.css";
import "./app.css";

startTheme();
startLanguage();
startRouting();
startMinutes();
startSound();
startNotifications();
followViewport();

const client = new Client({
  dial: webSocketDial(socketUrl(location)),
  reload: () => location.reload(),
  left: () => void forget(),
});

window.addEventListener("online", () => client.nudge());
window.addEventListener("offline", () => client.nudge());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") client.nudge();
});

/** What a log-out leaves outside of the store: shown notifications, and caches that hold more than the app itself. */
async function forget(): Promise<void> {
  await closeNotifications();
  if (typeof caches === "undefined") return;
  for (const name of await caches.keys()) if (!name.startsWith("godwit-shell-")) await caches.delete(name);
}

startServiceWorker(client);

const root = document.getElementById("app");
if (root) {
  render(
    <ClientContext.Provider value={client}>
      <App />
    </ClientContext.Provider>,
    root,
  );
}
void client.start();
