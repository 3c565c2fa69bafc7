// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { keepPeople } from "../../model/group-people";
import type { Member } from "../../model/member";
import type { Chat } from "../../model/state";
import { atLeast, toMember, type GroupMember, type Role } from "../../proto/groups";
import { GroupRole } from "../../proto/gen/godwit/v1/entry_pb";
import { Avatar } from "../../ui/avatar";
import { useGodwit, useMember } from "../../ui/client-context";
import { Question } from "../../ui/dialog";
import { memberName } from "../../ui/group-names";
import { errorText, t } from "../../ui/i18n";
import { personName } from "../../ui/names";
import { Menu, type MenuItem } from "../../ui/menu";
import { go } from "../../ui/route";
import { change } from "./ask";

const HOUR_MS = 3_600_000;
const FOR_GOOD = 2n ** 63n - 1n;

type Listing = { members: GroupMember[]; more: boolean } | { failed: string } | null;

/** Who is in the group, and what can be done about them. */
export function Members({ chat }: { chat: Chat }) {
  const state = useGodwit();
  const member = useMember();
  const [listing, setListing] = useState<Listing>(null);
  const [menu, setMenu] = useState<{ row: GroupMember; at: { x: number; y: number } } | null>(null);
  const [heir, setHeir] = useState<GroupMember | null>(null);
  const { log, group } = chat;
  const role = chat.record.head.role ?? "none";
  const load = async (from: Member, before: GroupMember[]): Promise<void> => {
    const answer = await from.call("listMembers", { log, after: before.at(-1)?.user.id ?? "0" });
    if (!answer.ok) {
      const hidden = answer.failure.code === "FORBIDDEN";
      return setListing({ failed: hidden ? t("group.hidden") : errorText(answer.failure.code) });
    }
    const members = answer.value.members.map(toMember);
    keepPeople(state, log, members);
    setListing({ members: [...before, ...members], more: answer.value.more });
  };
  // The head changes with every change of the group.
  useEffect(() => {
    if (member) void load(member, []);
  }, [member, log, chat.record.head.seq]);
  if (!listing) return <p class="faint">{t("app.loading")}</p>;
  if ("failed" in listing) return <p class="faint">{listing.failed}</p>;

  const items = (row: GroupMember): MenuItem[] => {
    const { user } = row;
    const act = (work: Promise<unknown>): void => void work;
    const setRole = (to: GroupRole) => act(change(member, "setRole", log, { user: user.id, role: to }));
    const mute = (untilMs: bigint) => act(change(member, "muteMember", log, { user: user.id, untilMs }));
    const list: MenuItem[] = [];
    if (role === "owner") {
      if (row.role === "member")
        list.push({
          label: t("group.make-admin"),
          testid: "member-admin",
          icon: "person-add",
          act: () => setRole(GroupRole.ADMIN),
        });
      else
        list.push({
          label: t("group.make-member"),
          testid: "member-member",
          icon: "contacts",
          act: () => setRole(GroupRole.MEMBER),
        });
      list.push({ label: t("group.hand-over"), testid: "member-owner", icon: "next", act: () => setHeir(row) });
    }
    if (row.mutedUntilMs > Date.now()) {
      list.push({ label: t("group.unmute"), testid: "member-unmute", icon: "bell", act: () => mute(0n) });
    } else {
      const hour = (): void => mute(BigInt(Date.now() + HOUR_MS));
      list.push({ label: t("group.mute"), testid: "member-mute", icon: "clock", act: hour });
      list.push({
        label: t("group.mute-for-good"),
        testid: "member-mute-for-good",
        icon: "block",
        act: () => mute(FOR_GOOD),
      });
    }
    const remove = (): void => act(change(member, "removeMembers", log, { users: [user.id] }));
    list.push({ label: t("group.remove"), testid: "member-remove", icon: "delete", danger: true, act: remove });
    return list;
  };
  const manages = (other: Role): boolean => atLeast(role, "admin") && !atLeast(other, role) && !group?.dismissed;
  return (
    <section>
      <ul class="rows" data-testid="group-members">
        {listing.members.map((row) => (
          <MemberRow
            key={row.user.id}
            row={row}
            name={personName(state.contacts.value.get(row.user.id), row.user)}
            self={row.user.id === state.self.value.id}
            onMenu={manages(row.role) ? (at) => setMenu({ row, at }) : undefined}
          />
        ))}
      </ul>
      {listing.more && member && (
        <button type="button" class="button quiet" onClick={() => void load(member, listing.members)}>
          {t("group.more")}
        </button>
      )}
      {menu && (
        <Menu
          label={t("group.options", { name: memberName(state, log, menu.row.user.id) })}
          at={menu.at}
          items={items(menu.row)}
          onClose={() => setMenu(null)}
        />
      )}
      {heir && (
        <Question
          text={t("group.hand-over-question", { name: memberName(state, log, heir.user.id) })}
          action={t("group.hand-over")}
          onYes={() => void change(member, "setRole", log, { user: heir.user.id, role: GroupRole.OWNER })}
          onClose={() => setHeir(null)}
        />
      )}
    </section>
  );
}

interface RowProps {
  row: GroupMember;
  name: string;
  self: boolean;
  onMenu: ((at: { x: number; y: number }) => void) | undefined;
}

function MemberRow({ row, name, self, onMenu }: RowProps) {
  const { user, role, nickname } = row;
  const notes = [
    role === "owner" && t("group.role-owner"),
    role === "admin" && t("group.role-admin"),
    row.mutedUntilMs > Date.now() && t("group.muted"),
    self && t("group.you"),
  ].filter(Boolean);
  return (
    <li>
      <button
        type="button"
        class="row"
        data-testid="group-member"
        data-handle={user.handle}
        data-role={role}
        onClick={(event) => {
          if (!onMenu) return self ? undefined : go({ screen: "person", user: user.id });
          const box = event.currentTarget.getBoundingClientRect();
          onMenu({ x: box.left + box.width / 2, y: box.bottom });
        }}
      >
        <Avatar user={user} name={name} />
        <span class="row-text">
          <span class="row-name">{nickname ? `${nickname} (${name})` : name}</span>
          <span class="row-preview">
            {user.handle && `@${user.handle}`} {notes.join(" · ")}
          </span>
        </span>
      </button>
    </li>
  );
}
