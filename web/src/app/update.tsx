// SPDX-License-Identifier: Apache-2.0
// The service worker of this page, and the bar that offers a new version of it.
import { effect, signal } from "@preact/signals";
import type { Client } from "../model/client";
import { useClient } from "../ui/client-context";
import { t } from "../ui/i18n";

const LOOK_EACH_MS = 60 * 60_000;
/** A new server mostly brings a new page; but a flickering connection is no reason to ask again and again. */
const LOOK_REST_MS = 60_000;

/** A new version that waits for the old one to be left. */
const waiting = signal<ServiceWorker | null>(null);
let applying = false;

/** Does nothing where there are no service workers (plain http): the page then works from the network alone. */
export function startServiceWorker(client: Client): void {
  const { serviceWorker } = navigator;
  if (!serviceWorker || import.meta.env.DEV) return;
  // A first visit has no version to leave.
  let controlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener("controllerchange", () => {
    // Of several tabs, the one that asked begins anew; the others say so in their bar and go on until then.
    if (controlled && applying) void client.restart();
    else if (controlled) waiting.value = serviceWorker.controller;
    controlled = true;
  });
  serviceWorker.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (typeof event.data === "string" && event.data.startsWith("#/")) location.hash = event.data;
  });
  void serviceWorker.register("/sw.js").then(
    (registration) => follow(registration, client),
    (error) => console.warn("godwit: no service worker", error),
  );
}

function follow(registration: ServiceWorkerRegistration, client: Client): void {
  const show = (worker: ServiceWorker | null): void => {
    if (worker && navigator.serviceWorker.controller) waiting.value = worker;
  };
  show(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed") show(worker);
    });
  });
  let lookedAt = Date.now();
  const look = (): void => {
    lookedAt = Date.now();
    // Without the server there is nothing new.
    registration.update().catch(() => {});
  };
  setInterval(look, LOOK_EACH_MS);
  effect(() => {
    const connection = client.state.connection.value;
    // Refused = the server speaks to newer pages only; a reload alone would open the same one again.
    if (connection === "refused" || (connection === "online" && Date.now() - lookedAt > LOOK_REST_MS)) look();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
}

export function UpdateBar() {
  const client = useClient();
  const worker = waiting.value;
  if (!worker) return null;
  const apply = (): void => {
    applying = true;
    // Another tab has let it take over already: this one is all that is left of the old version.
    if (worker === navigator.serviceWorker.controller) void client.restart();
    else worker.postMessage("apply");
  };
  return (
    <div class="notice-bar" role="status" data-testid="update">
      <span class="grow">{t("update.text")}</span>
      <button type="button" class="button small" data-testid="update-apply" onClick={apply}>
        {t("update.apply")}
      </button>
    </div>
  );
}
