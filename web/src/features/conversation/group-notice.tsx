// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "preact/hooks";
import type { Message } from "../../model/fold";
import { learnPeople } from "../../model/group-people";
import type { GroupEvent } from "../../proto/groups";
import { useGodwit, useMember } from "../../ui/client-context";
import { personName } from "../../ui/names";
import { memberNameOrYou } from "../../ui/group-names";
import { t, type MessageKey } from "../../ui/i18n";
import "../../ui/group-texts";

const ROLES = { owner: "owner", admin: "admin", member: "member", none: "member" } as const;

function keyOf(event: GroupEvent, author: string): MessageKey {
  switch (event.act) {
    case "role":
      return `group.event-${ROLES[event.role ?? "none"]}`;
    case "changed":
      return `group.event-${event.fields?.[0] ?? "rules"}`;
    case "nickname":
      return event.text ? "group.event-nickname" : "group.event-nickname-gone";
    case "muted":
      return event.untilMs ? "group.event-muted" : "group.event-unmuted";
    case "joined":
      return event.users.includes(author) ? "group.event-joined" : "group.event-let-in";
    default:
      return `group.event-${event.act}`;
  }
}

/** One line about what happened to the group. */
export function GroupNotice({ message, log }: { message: Message; log: string }) {
  const state = useGodwit();
  const member = useMember();
  const { event, author } = message;
  useEffect(() => {
    if (member && event) void learnPeople(state, member, log, [author, ...event.users]);
  }, [member, event, author]);
  if (!event) return null;
  const name = (id: string): string => memberNameOrYou(state, log, id);
  const self = state.self.value.id;
  const whom = event.users.map((id) => (id === self ? t("group.you") : name(id))).join(", ");
  const plain = personName(state.contacts.value.get(author), state.personOf(author));
  const who = event.act === "nickname" && author !== self ? plain : name(author);
  return <>{t(keyOf(event, author), { who, whom, text: event.text ?? "" })}</>;
}
