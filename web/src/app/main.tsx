// SPDX-License-Identifier: Apache-2.0
import { render } from "preact";
import { Client } from "../model/client";
import { socketUrl, webSocketDial } from "../transport/websocket";
import { ClientContext } from "../ui/client-context";
import { startLanguage } from "../ui/i18n";
import { startRouting } from "../ui/route";
import { startTheme } from "../ui/theme";
import { App } from "./app";
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
followViewport();

const client = new Client({
  dial: webSocketDial(socketUrl(location)),
  reload: () => location.reload(),
});

window.addEventListener("online", () => client.nudge());
window.addEventListener("offline", () => client.nudge());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") client.nudge();
});

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
