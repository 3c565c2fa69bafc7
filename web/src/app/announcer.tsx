// SPDX-License-Identifier: Apache-2.0
// Reads new messages of others out to screen readers.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useClient } from "../ui/client-context";
import { t } from "../ui/i18n";
import { chatName } from "../ui/names";

const spoken = signal("");

export function Announcer() {
  const client = useClient();
  useEffect(() => {
    return client.onArrived((change) => {
      const entry = change.entries.at(-1);
      const { state } = client;
      if (entry?.body?.kind !== "text" || entry.author === state.self.peek().id) return;
      const chat = state.chat(change.log);
      if (chat) spoken.value = t("chat.new-from", { name: chatName(chat), text: entry.body.text.slice(0, 200) });
    });
  }, [client]);
  return (
    <div class="off-screen" aria-live="polite" data-testid="live-region">
      {spoken.value}
    </div>
  );
}
