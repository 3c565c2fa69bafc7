// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { newClientId } from "../../model/uuid";
import { useMember } from "../../ui/client-context";
import { Field } from "../../ui/field";
import { t } from "../../ui/i18n";
import { go } from "../../ui/route";
import { Switch } from "../../ui/switch";
import "../../ui/group-texts";
import { ask } from "./ask";
import "./groups.css";
import { PickContacts } from "./pick-contacts";

export function NewGroup() {
  const member = useMember();
  const [name, setName] = useState("");
  const [channel, setChannel] = useState(false);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  // The same request when it is sent again after a failure: one group comes of it.
  const [clientId] = useState(newClientId);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || !name.trim()) return;
    setBusy(true);
    const made = await ask(member, "createGroup", { clientId, name: name.trim(), channel, members: [...picked] });
    setBusy(false);
    if (made?.head) {
      member?.open(made.head.log);
      go({ screen: "chat", log: made.head.log });
    }
  };
  return (
    <form class="page group-form" onSubmit={(event) => void submit(event)}>
      <Field label={t("group.name")} testid="group-name" value={name} onInput={setName} autofocus maxLength={64} />
      <Switch
        label={t("group.channel")}
        hint={t("group.channel-hint")}
        testid="group-channel"
        on={channel}
        onChange={setChannel}
      />
      <h2 class="section-title">{t("group.members-pick")}</h2>
      <PickContacts picked={picked} empty={t("group.no-contacts")} onPick={setPicked} />
      <button class="button" data-testid="group-create" disabled={busy || name.trim() === ""}>
        {t("group.create")}
      </button>
    </form>
  );
}
