// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import type { Chat } from "../../model/state";
import { atLeast } from "../../proto/groups";
import { toUser, type User } from "../../proto/people";
import { dayName } from "../../model/dates";
import { Avatar } from "../../ui/avatar";
import { useMember } from "../../ui/client-context";
import { language, t } from "../../ui/i18n";
import { nameOf } from "../../model/names";
import { QrCode } from "../../ui/qr-code";
import { toast } from "../../ui/toast";
import { ask } from "./ask";

const DAY_MS = 86_400_000;

interface LinkRow {
  code: string;
  used: number;
  expiresMs: number;
}

/** How people come in by themselves: links. */
export function Links({ log }: { log: string }) {
  const member = useMember();
  const [links, setLinks] = useState<LinkRow[]>([]);
  const load = async (): Promise<void> => {
    const listed = await ask(member, "listGroupLinks", { log });
    if (listed) {
      setLinks(listed.links.map(({ code, used, expiresMs }) => ({ code, used, expiresMs: Number(expiresMs) })));
    }
  };
  useEffect(() => void load(), [member, log]);
  const create = async (expiresMs: number, uses: number): Promise<void> => {
    if (await ask(member, "createGroupLink", { log, expiresMs: BigInt(expiresMs), uses })) await load();
  };
  const revoke = async (code: string): Promise<void> => {
    if (await ask(member, "revokeGroupLink", { log, code })) await load();
  };
  return (
    <section>
      <h2 class="section-title">{t("group.links")}</h2>
      {links.map((link) => (
        <LinkCard key={link.code} link={link} onRevoke={() => void revoke(link.code)} />
      ))}
      <div class="group-actions">
        <button type="button" class="button small" data-testid="link-new" onClick={() => void create(0, 0)}>
          {t("group.link-new")}
        </button>
        <button
          type="button"
          class="button small quiet"
          data-testid="link-day"
          onClick={() => void create(Date.now() + DAY_MS, 1)}
        >
          {t("group.link-day")}
        </button>
      </div>
    </section>
  );
}

function LinkCard({ link, onRevoke }: { link: LinkRow; onRevoke(): void }) {
  const address = `${location.origin}${location.pathname}#/join/${link.code}`;
  const copy = (): void =>
    void navigator.clipboard.writeText(address).then(
      () => toast(t("group.link-copied")),
      () => {},
    );
  const until =
    link.expiresMs > 0 ? t("group.link-expires", { when: dayName(link.expiresMs, Date.now(), language.value) }) : "";
  return (
    <div class="group-link" data-testid="group-link" data-address={address}>
      <QrCode text={address} label={t("group.link-code")} />
      <code>{address}</code>
      <span class="faint">
        {t("group.link-used", { n: link.used })} {until}
      </span>
      <div class="group-actions">
        <button type="button" class="button small" onClick={copy}>
          {t("group.link-copy")}
        </button>
        <button type="button" class="button small quiet" data-testid="link-revoke" onClick={onRevoke}>
          {t("group.link-revoke")}
        </button>
      </div>
    </div>
  );
}

/** Who asks to come in. */
export function Wishes({ chat }: { chat: Chat }) {
  const member = useMember();
  const { log } = chat;
  const [wishes, setWishes] = useState<{ user: User; text: string }[]>([]);
  const leads = atLeast(chat.record.head.role ?? "none", "admin");
  const load = async (): Promise<void> => {
    if (!leads) return;
    const listed = await ask(member, "listJoinWishes", { log });
    if (listed) setWishes(listed.wishes.map(({ user, text }) => ({ user: toUser(user), text })));
  };
  useEffect(() => void load(), [member, log, chat.record.head.seq]);
  const answer = async (user: string, accept: boolean): Promise<void> => {
    await ask(member, "answerJoin", { log, user, accept });
    await load();
  };
  if (wishes.length === 0) return null;
  return (
    <section>
      <h2 class="section-title">{t("group.wishes")}</h2>
      <ul class="rows">
        {wishes.map(({ user, text }) => (
          <li key={user.id} class="request" data-testid="wish" data-handle={user.handle}>
            <Avatar user={user} name={nameOf(undefined, user)} />
            <div class="request-body">
              <p class="row-name">{nameOf(undefined, user)}</p>
              <p class="row-preview">@{user.handle}</p>
              {text && <p class="request-quote">{text}</p>}
              <div class="request-actions">
                <button
                  type="button"
                  class="button quiet"
                  data-testid="wish-decline"
                  onClick={() => void answer(user.id, false)}
                >
                  {t("group.decline")}
                </button>
                <button
                  type="button"
                  class="button"
                  data-testid="wish-accept"
                  onClick={() => void answer(user.id, true)}
                >
                  {t("group.accept")}
                </button>
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
