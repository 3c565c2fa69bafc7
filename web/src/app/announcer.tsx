// SPDX-License-Identifier: Apache-2.0
// Reads new messages of others out to screen readers, and says what is amiss with files that were to be sent.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { covered } from "../model/rich";
import { isMedia } from "../proto/values";
import { useClient } from "../ui/client-context";
import { t } from "../ui/i18n";
import { chatName } from "../ui/names";
import { previewOf } from "../ui/preview";
import { toast } from "../ui/toast";
import { takeLost } from "../ui/unsent";

const spoken = signal("");

export function Announcer() {
  const client = useClient();
  const unkept = client.state.unkept.value;
  useEffect(() => {
    const lost = takeLost();
    if (lost > 0) toast(t("media.lost", { n: lost }));
  }, []);
  useEffect(() => {
    if (unkept > 0) toast(t("media.unkept"));
  }, [unkept]);
  useEffect(() => {
    return client.onArrived((change) => {
      const entry = change.entries.at(-1);
      const { state } = client;
      const body = entry?.body;
      const text = body?.kind === "text" ? covered(body.text, entry?.spans) : isMedia(body) ? previewOf(body) : null;
      if (text === null || entry?.author === state.self.peek().id) return;
      const chat = state.chat(change.log);
      if (chat) spoken.value = t("chat.new-from", { name: chatName(chat), text: text.slice(0, 200) });
    });
  }, [client]);
  return (
    <div class="off-screen" aria-live="polite" data-testid="live-region">
      {spoken.value}
    </div>
  );
}
