// SPDX-License-Identifier: Apache-2.0
// A sound, a notification and the number on the app's icon for messages that the person does not see come in.
import { useEffect } from "preact/hooks";
import { worthAlerting } from "../model/alerts";
import { covered } from "../model/rich";
import { pageTitle } from "../model/ticks";
import { mentions } from "../proto/spans";
import { isMedia } from "../proto/values";
import { settingsOf } from "../sync/settings-rules";
import { useClient } from "../ui/client-context";
import { t } from "../ui/i18n";
import { chatName } from "../ui/names";
import { notify } from "../ui/notification";
import { previewOf } from "../ui/preview";
import { route } from "../ui/route";
import { playSound } from "../ui/sound";

/** Long enough for another tab to say that it shows the conversation, or that it has rung already. */
const ASK_TABS_MS = 120;

/** Another tab shows the conversation, or has rung for the entry. */
type Word = { heard: string };

export function Alerts() {
  const client = useClient();
  const { state } = client;
  const unread = state.unread.value;
  useEffect(() => {
    document.title = pageTitle(unread);
    setAppBadge(unread);
  }, [unread]);
  useEffect(() => {
    const tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("godwit.alerts");
    const heard = new Set<string>();
    if (tabs) tabs.onmessage = (event: MessageEvent<Word>) => void heard.add(event.data.heard);
    const end = client.onArrived((change) => {
      const looked = document.visibilityState === "visible" && document.hasFocus();
      const here = route.peek();
      const attention = {
        self: state.self.peek().id,
        upToDate: state.connection.peek() === "online",
        inView: looked && here.screen === "chat" ? here.log : "",
        settings: settingsOf(change.record),
        nowMs: Date.now(),
      };
      const entry = worthAlerting(change, attention);
      const name = `${change.log} ${change.entries.at(-1)?.seq ?? 0}`;
      if (!entry) {
        if (change.log === attention.inView) tabs?.postMessage({ heard: name });
        return;
      }
      const ring = (): void => {
        if (heard.delete(name)) return;
        tabs?.postMessage({ heard: name });
        playSound();
        const chat = state.chat(entry.log);
        if (document.visibilityState !== "hidden" || !chat) return;
        const { body } = entry;
        const text =
          body?.kind === "text"
            ? covered(body.text, entry.spans)
            : isMedia(body)
              ? previewOf(body)
              : t("notify.message");
        const called = mentions(entry.spans, attention.self);
        void notify(entry.log, chatName(chat), (called ? t("notify.mention", { text }) : text).slice(0, 200));
      };
      // A tab that is looked at need not ask the others.
      if (looked) ring();
      else setTimeout(ring, ASK_TABS_MS + Math.random() * ASK_TABS_MS);
    });
    return () => {
      end();
      tabs?.close();
      setAppBadge(0);
    };
  }, [client]);
  return null;
}

function setAppBadge(count: number): void {
  if (!("setAppBadge" in navigator)) return;
  const done = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
  // Pages that are not installed have no icon to put it on.
  done.catch(() => {});
}
