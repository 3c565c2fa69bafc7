// SPDX-License-Identifier: Apache-2.0
// Instead of the composer, where writing is not possible: why, and what can be done.
import { useState } from "preact/hooks";
import type { Chat } from "../../model/state";
import { useMember } from "../../ui/client-context";
import { errorText, t } from "../../ui/i18n";
import { go } from "../../ui/route";
import { toast } from "../../ui/toast";

export function Standing({ chat }: { chat: Chat }) {
  const member = useMember();
  const [busy, setBusy] = useState(false);
  const { contact, name, peer } = chat;
  if (peer.deleted) {
    return (
      <div class="standing" data-testid="standing">
        <p>{t("chat.deleted")}</p>
      </div>
    );
  }
  const run = async (work: Promise<{ ok: true } | { ok: false; failure: { code: string } }> | undefined) => {
    setBusy(true);
    const answer = await work;
    setBusy(false);
    if (answer && !answer.ok) toast(errorText(answer.failure.code));
  };
  const button = (label: string, testid: string, act: () => void) => (
    <button type="button" class="button small" data-testid={testid} disabled={busy} onClick={act}>
      {label}
    </button>
  );
  if (contact?.blocked) {
    return (
      <div class="standing" data-testid="standing">
        <p>{t("chat.blocked", { name })}</p>
        {button(
          t("chat.unblock"),
          "standing-unblock",
          () => void run(member?.contact("blockUser", { user: peer.id, blocked: false })),
        )}
      </div>
    );
  }
  if (contact?.state === "incoming") {
    return (
      <div class="standing" data-testid="standing">
        <p>{t("chat.you-are-asked", { name })}</p>
        {button(
          t("contacts.accept"),
          "standing-accept",
          () => void run(member?.contact("answerContact", { user: peer.id, accept: true })),
        )}
      </div>
    );
  }
  if (contact?.state === "outgoing") {
    return (
      <div class="standing" data-testid="standing">
        <p>{t("chat.waiting-answer", { name })}</p>
      </div>
    );
  }
  return (
    <div class="standing" data-testid="standing">
      <p>{t("chat.not-contact")}</p>
      {button(t("chat.add-contact"), "standing-request", () => go({ screen: "person", user: peer.id }))}
    </div>
  );
}
