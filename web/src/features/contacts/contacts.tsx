// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { Contact } from "../../proto/values";
import { Avatar } from "../../ui/avatar";
import { useGodwit, useMember } from "../../ui/client-context";
import { errorText, language, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { personName } from "../../ui/names";
import { isOnline, presenceText } from "../../ui/presence";
import { go, route } from "../../ui/route";
import { toast } from "../../ui/toast";
import "./contacts.css";

export function Contacts() {
  const state = useGodwit();
  const rows = [...state.contacts.value.values()];
  const compare = new Intl.Collator(language.value);
  const byName = (a: Contact, b: Contact): number =>
    compare.compare(personName(a, undefined), personName(b, undefined));
  const accepted = rows.filter((row) => row.state === "accepted" && !row.blocked).sort(byName);
  const waiting = rows.filter((row) => row.state === "outgoing" && !row.blocked).sort(byName);
  const blocked = rows.filter((row) => row.blocked).sort(byName);
  const incoming = state.incoming.value;
  return (
    <div class="contacts" data-testid="contact-list">
      {incoming.length > 0 && (
        <section>
          <h2 class="section-title">{t("contacts.requests")}</h2>
          <ul class="rows">
            {incoming.map((row) => (
              <Request key={row.user.id} contact={row} />
            ))}
          </ul>
        </section>
      )}
      <Section title={t("contacts.waiting")} rows={waiting} />
      {accepted.length === 0 ? (
        <div class="empty">
          <p class="empty-title">{t("contacts.empty")}</p>
          <p>{t("chats.empty-text")}</p>
          <button type="button" class="button" onClick={() => go({ screen: "find" })}>
            <Icon name="person-add" size={20} />
            {t("chats.find")}
          </button>
        </div>
      ) : (
        <Section title={t("contacts.all")} rows={accepted} />
      )}
      <Section title={t("contacts.blocked")} rows={blocked} />
    </div>
  );
}

function Section({ title, rows }: { title: string; rows: Contact[] }) {
  if (rows.length === 0) return null;
  const state = useGodwit();
  const here = route.value;
  return (
    <section>
      <h2 class="section-title">{title}</h2>
      <ul class="rows">
        {rows.map((row) => {
          const name = personName(row, undefined);
          const selected = here.screen === "person" && here.user === row.user.id;
          return (
            <li key={row.user.id}>
              <button
                type="button"
                class={selected ? "row selected" : "row"}
                data-testid="contact-row"
                data-handle={row.user.handle}
                data-state={row.blocked ? "blocked" : row.state}
                onClick={() => go({ screen: "person", user: row.user.id })}
              >
                <Avatar user={row.user} name={name} online={isOnline(state, row.user.id)} />
                <span class="row-text">
                  <span class="row-name">{name}</span>
                  <span class="row-preview">
                    {presenceText(state, row.user.id) || (row.user.deleted ? "" : `@${row.user.handle}`)}
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export function Request({ contact }: { contact: Contact }) {
  const member = useMember();
  const [busy, setBusy] = useState(false);
  const name = personName(contact, undefined);
  const answer = async (accept: boolean): Promise<void> => {
    if (!member) return;
    setBusy(true);
    const result = await member.contact("answerContact", { user: contact.user.id, accept });
    setBusy(false);
    if (!result.ok) toast(errorText(result.failure.code));
    else if (accept) toast(t("contacts.now"));
  };
  return (
    <li class="request" data-testid="request" data-handle={contact.user.handle}>
      <Avatar user={contact.user} name={name} />
      <div class="request-body">
        <p class="row-name">{name}</p>
        <p class="row-preview">@{contact.user.handle}</p>
        {contact.requestText && <p class="request-quote">{contact.requestText}</p>}
        <div class="request-actions">
          <button
            type="button"
            class="button quiet"
            data-testid="request-decline"
            disabled={busy}
            onClick={() => void answer(false)}
          >
            {t("contacts.decline")}
          </button>
          <button
            type="button"
            class="button"
            data-testid="request-accept"
            disabled={busy}
            onClick={() => void answer(true)}
          >
            {t("contacts.accept")}
          </button>
        </div>
      </div>
    </li>
  );
}
