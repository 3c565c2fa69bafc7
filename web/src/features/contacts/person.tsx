// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { Failure } from "../../proto/methods";
import type { Contact } from "../../proto/values";
import { Avatar } from "../../ui/avatar";
import { useGodwit, useMember } from "../../ui/client-context";
import { Question } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { errorText, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { Decisions } from "../../ui/decisions";
import { personName } from "../../ui/names";
import { isOnline, presenceText } from "../../ui/presence";
import { go } from "../../ui/route";
import "../../ui/later-texts";
import { toast } from "../../ui/toast";
import { Request } from "./contacts";

export function Person({ user }: { user: string }) {
  const state = useGodwit();
  const contact = state.contacts.value.get(user);
  const peer = state.chat(state.logWith(user))?.peer;
  if (contact?.user.deleted || peer?.deleted) return <DeletedPerson user={user} />;
  if (!contact && !peer?.handle) return <p class="page faint">{t("person.unknown")}</p>;
  const stranger = { state: "none", alias: "", requestText: "", blocked: false, changedMs: 0 } as const;
  return (
    <div class="page">
      <PersonCard contact={contact ?? { user: peer ?? { id: user, handle: "", name: "" }, ...stranger }} />
    </div>
  );
}

/** Nothing is known of them any more, and nothing can be done about them; what they wrote stays. */
function DeletedPerson({ user }: { user: string }) {
  const state = useGodwit();
  const log = state.logWith(user);
  const readable = (state.records.value.get(log)?.head.seq ?? 0) > 0;
  return (
    <article class="page person" data-testid="person" data-state="deleted">
      <Avatar user={{ id: user, deleted: true }} name="" size="large" />
      <h2 class="person-name">{t("person.deleted")}</h2>
      <p class="person-note">{t("person.deleted-note")}</p>
      {readable && (
        <button type="button" class="button" data-testid="person-message" onClick={() => go({ screen: "chat", log })}>
          <Icon name="chats" size={20} />
          {t("person.message")}
        </button>
      )}
    </article>
  );
}

export function PersonCard({ contact }: { contact: Contact }) {
  const state = useGodwit();
  const name = personName(contact, undefined);
  const { user } = contact;
  const presence = presenceText(state, user.id);
  const log = state.logWith(contact.user.id);
  const open = contact.state === "accepted" || (state.records.value.get(log)?.head.seq ?? 0) > 0;
  return (
    <article class="person" data-testid="person" data-handle={contact.user.handle} data-state={contact.state}>
      <Avatar user={user} name={name} size="large" online={isOnline(state, user.id)} />
      <h2 class="person-name">{name}</h2>
      <p class="person-handle">
        @{contact.user.handle}
        {contact.alias && contact.user.name !== contact.alias ? ` · ${contact.user.name}` : ""}
      </p>
      {presence && (
        <p class="person-note" data-testid="presence">
          {presence}
        </p>
      )}
      {user.signature && (
        <p class="person-signature" data-testid="person-signature" dir="auto">
          {user.signature}
        </p>
      )}
      {open && (
        <button type="button" class="button" data-testid="person-message" onClick={() => go({ screen: "chat", log })}>
          <Icon name="chats" size={20} />
          {t("person.message")}
        </button>
      )}
      {open && <Decisions log={log} />}
      {contact.state === "none" && !contact.blocked && <RequestForm contact={contact} />}
      {contact.state === "outgoing" && (
        <p class="person-note" data-testid="request-sent">
          {t("chat.waiting-answer", { name })}
        </p>
      )}
      {contact.state === "incoming" && !contact.blocked && (
        <ul class="rows boxed">
          <Request contact={contact} />
        </ul>
      )}
      {contact.state === "accepted" && <AliasForm key={contact.alias} contact={contact} />}
      <Actions contact={contact} name={name} />
    </article>
  );
}

function useAction() {
  const [busy, setBusy] = useState(false);
  const run = async (
    work: Promise<{ ok: true } | { ok: false; failure: Failure }> | undefined,
    done?: string,
  ): Promise<void> => {
    setBusy(true);
    const answer = await work;
    setBusy(false);
    if (answer && !answer.ok) toast(errorText(answer.failure.code));
    else if (done) toast(done);
  };
  return { busy, run };
}

function RequestForm({ contact }: { contact: Contact }) {
  const member = useMember();
  const state = useGodwit();
  const [text, setText] = useState(t("find.text-default", { name: state.self.value.name }));
  const { busy, run } = useAction();
  const tooLong = new TextEncoder().encode(text.trim()).length > 500;
  return (
    <form
      class="form person-form"
      onSubmit={(event) => {
        event.preventDefault();
        const request = { user: contact.user.id, text: text.trim() };
        void run(member?.contact("requestContact", request), t("contacts.sent"));
      }}
    >
      <div class="field">
        <label for="request-text">{t("find.text")}</label>
        <textarea
          id="request-text"
          data-testid="request-text"
          rows={3}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <button class="button wide" data-testid="request-send" disabled={busy || tooLong}>
        {t("find.send")}
      </button>
    </form>
  );
}

function AliasForm({ contact }: { contact: Contact }) {
  const member = useMember();
  const [alias, setAlias] = useState(contact.alias);
  const { busy, run } = useAction();
  return (
    <form
      class="form person-form beside"
      onSubmit={(event) => {
        event.preventDefault();
        const request = { user: contact.user.id, alias: alias.trim() };
        void run(member?.contact("setContactAlias", request), t("settings.saved"));
      }}
    >
      <Field
        label={t("person.alias")}
        testid="person-alias"
        value={alias}
        onInput={setAlias}
        hint={t("person.alias-hint")}
        maxLength={64}
      />
      <button class="button quiet" data-testid="person-alias-save" disabled={busy || alias.trim() === contact.alias}>
        {t("person.save")}
      </button>
    </form>
  );
}

function Actions({ contact, name }: { contact: Contact; name: string }) {
  const member = useMember();
  const { busy, run } = useAction();
  const [asking, setAsking] = useState<"block" | "delete" | null>(null);
  const user = contact.user.id;
  const block = (blocked: boolean): void => void run(member?.contact("blockUser", { user, blocked }));
  return (
    <div class="person-actions">
      {contact.blocked ? (
        <button
          type="button"
          class="row action"
          data-testid="person-unblock"
          disabled={busy}
          onClick={() => block(false)}
        >
          <Icon name="block" size={20} />
          {t("person.unblock")}
        </button>
      ) : (
        <button
          type="button"
          class="row action danger"
          data-testid="person-block"
          disabled={busy}
          onClick={() => setAsking("block")}
        >
          <Icon name="block" size={20} />
          {t("person.block")}
        </button>
      )}
      {contact.state === "accepted" && (
        <button
          type="button"
          class="row action danger"
          data-testid="person-delete"
          disabled={busy}
          onClick={() => setAsking("delete")}
        >
          <Icon name="delete" size={20} />
          {t("person.delete")}
        </button>
      )}
      {asking === "block" && (
        <Question
          text={t("person.block-question", { name })}
          action={t("person.block")}
          onYes={() => block(true)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === "delete" && (
        <Question
          text={t("person.delete-question", { name })}
          action={t("person.delete")}
          onYes={() => void run(member?.contact("deleteContact", { user }))}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}
