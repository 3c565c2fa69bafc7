// SPDX-License-Identifier: Apache-2.0
// The list of members that opens while a name is written after an @.
import { useEffect, useState } from "preact/hooks";
import "../../proto/group-methods";
import { keepPeople } from "../../model/group-people";
import { begunAt, callable, fitting, pickOf, type Callable } from "../../model/mention-list";
import type { Pick } from "../../model/marks";
import type { Member } from "../../model/member";
import { nicknameKey, type Chat, type State } from "../../model/state";
import { atLeast, toMember, type GroupMember } from "../../proto/groups";
import { Avatar } from "../../ui/avatar";
import { useGodwit, useMember } from "../../ui/client-context";
import { t } from "../../ui/i18n";
import "../../ui/about-texts";
import "./mentions.css";

/** Of larger groups so many are listed, and those who are known anyway. */
const LISTED = 500;

interface MentionsProps {
  chat: Chat;
  value: string;
  caret: number;
  /** Who was picked before. */
  picks: readonly Pick[];
  /** The text, where the caret then stands, and who was picked. */
  onPick(text: string, caret: number, pick: Pick): void;
  onKeys(keys: MentionKeys | null): void;
}

/** What the keys of the composer do while the list is open; each answers whether it was for the list. */
export interface MentionKeys {
  move(by: number): void;
  take(): boolean;
  close(): void;
}

export function Mentions({ chat, value, caret, picks, onPick, onKeys }: MentionsProps) {
  const begun = begunAt(value, caret);
  const [closedAt, setClosedAt] = useState(-1);
  const [active, setActive] = useState(0);
  const { people, more } = usePeople(chat, begun !== null);
  const rows = begun && begun.at !== closedAt ? fitting(people, begun.query) : [];
  const at = Math.min(active, rows.length - 1);
  const open = rows.length > 0;
  useEffect(() => setActive(0), [begun?.query]);
  useEffect(() => {
    if (!begun) setClosedAt(-1);
  }, [begun === null]);

  const take = (row: Callable | undefined): boolean => {
    if (!row || !begun) return false;
    const pick = pickOf(row, picks);
    const before = `${value.slice(0, begun.at)}${pick.text} `;
    onPick(before + value.slice(caret).replace(/^ /, ""), before.length, pick);
    return true;
  };
  useEffect(() => {
    const move = (by: number): void => setActive((at + by + rows.length) % rows.length);
    onKeys(open ? { move, take: () => take(rows[at]), close: () => setClosedAt(begun?.at ?? -1) } : null);
    return () => onKeys(null);
  });
  if (!open) return null;
  return (
    <div class="mentions" data-testid="mentions">
      <div role="listbox" aria-label={t("mention.list")} id="mention-list">
        {rows.map((row, index) => (
          <button
            key={row.user || "all"}
            type="button"
            role="option"
            class={index === at ? "row mention-row active" : "row mention-row"}
            aria-selected={index === at}
            data-testid="mention-pick"
            data-user={row.user}
            // Keeps the focus, and with it a phone's keyboard.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(row)}
          >
            <Avatar user={{ id: row.user || chat.peer.id }} name={row.name} size="small" />
            <span class="row-text">
              <span class="row-name">{row.name}</span>
              <span class="faint">{row.user ? `@${row.handle}` : t("mention.everyone-hint")}</span>
            </span>
          </button>
        ))}
      </div>
      {more && <p class="mention-note faint">{t("mention.more")}</p>}
    </div>
  );
}

/** Who may be called; asked for when the first name is begun. */
function usePeople(chat: Chat, wanted: boolean): { people: Callable[]; more: boolean } {
  const state = useGodwit();
  const member = useMember();
  const [listing, setListing] = useState<{ members: GroupMember[]; more: boolean }>({ members: [], more: false });
  const count = chat.group?.memberCount ?? 0;
  useEffect(() => {
    if (!wanted || !member) return;
    let here = true;
    void listed(state, member, chat.log).then((found) => here && setListing(found));
    return () => {
      here = false;
    };
  }, [wanted, member, chat.log, count]);
  const self = state.self.value.id;
  const known = listing.members.length > 0 ? listing.members : knownMembers(state, chat.log);
  const people = known
    .filter(({ user }) => user.id !== self && !user.deleted)
    .map((one) => callable(one, state.contacts.value.get(one.user.id)?.alias ?? ""));
  const everyone = t("mention.everyone");
  const all = { user: "", name: everyone, handle: "", found: [everyone, "everyone", "all"] };
  const may = atLeast(chat.record.head.role ?? "none", chat.group?.rules.mentionAll ?? "admin");
  return { people: may ? [all, ...people] : people, more: listing.more };
}

async function listed(state: State, member: Member, log: string): Promise<{ members: GroupMember[]; more: boolean }> {
  const members: GroupMember[] = [];
  for (;;) {
    const answer = await member.call("listMembers", { log, after: members.at(-1)?.user.id ?? "0" });
    if (!answer.ok) return { members, more: false };
    const page = answer.value.members.map(toMember);
    keepPeople(state, log, page);
    members.push(...page);
    if (!answer.value.more || page.length === 0) return { members, more: false };
    if (members.length >= LISTED) return { members, more: true };
  }
}

/** Where the group does not show its members: those who said something. */
function knownMembers(state: State, log: string): GroupMember[] {
  return [...state.people.value.values()].flatMap((user) => {
    const nickname = state.nicknames.value.get(nicknameKey(log, user.id));
    return nickname === undefined ? [] : [{ user, nickname, role: "member" as const, mutedUntilMs: 0 }];
  });
}
