// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { toContact, type Contact } from "../../proto/values";
import { useGodwit, useMember } from "../../ui/client-context";
import { Field } from "../../ui/field";
import { errorText, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { go } from "../../ui/route";
import "../../ui/later-texts";
import { PersonCard } from "./person";

/** Finds one person by the exact handle and offers what can be done about them. */
export function Find() {
  const member = useMember();
  const state = useGodwit();
  const [handle, setHandle] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const [found, setFound] = useState<Contact | null>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wanted = handle.trim().replace(/^@/, "").toLowerCase();
    if (!member || !wanted || busy) return;
    setFound(null);
    setError("");
    if (wanted === state.self.value.handle) return setError(t("find.yourself"));
    setBusy(true);
    const answer = await member.contact("findUser", { handle: wanted });
    setBusy(false);
    if (answer.ok) setFound(toContact(answer.value.contact));
    else
      setError(
        ["NOT_FOUND", "INVALID"].includes(answer.failure.code) ? t("find.none") : errorText(answer.failure.code),
      );
  };
  return (
    <div class="page">
      <button type="button" class="row" data-testid="new-group" onClick={() => go({ screen: "new-group" })}>
        <Icon name="contacts" />
        <span class="row-text">
          <span class="row-name">{t("nav.new-group")}</span>
        </span>
      </button>
      <form class="form find-form" onSubmit={(event) => void submit(event)}>
        <Field
          label={t("find.label")}
          testid="find-handle"
          value={handle}
          onInput={setHandle}
          hint={t("find.hint")}
          error={error || undefined}
          literal
          autofocus
          maxLength={33}
        />
        <button class="button" data-testid="find-submit" disabled={busy || handle.trim() === ""}>
          {t("find.submit")}
        </button>
      </form>
      {found && <PersonCard key={found.user.id} contact={state.contacts.value.get(found.user.id) ?? found} />}
    </div>
  );
}
