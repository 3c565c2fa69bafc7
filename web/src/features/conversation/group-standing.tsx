// SPDX-License-Identifier: Apache-2.0
// Instead of the composer, where one cannot write to a group: why.
import { atLeast } from "../../proto/groups";
import type { Chat } from "../../model/state";
import { t } from "../../ui/i18n";
import "../../ui/group-texts";

export function GroupStanding({ chat }: { chat: Chat }) {
  const { group } = chat;
  const role = chat.record.head.role ?? "none";
  const why = (): string => {
    if (role === "none") return t("group.out");
    if (group?.dismissed) return t("group.ended");
    return t(group && !atLeast(role, group.rules.send) ? "group.read-only" : "group.quiet");
  };
  return (
    <div class="standing" data-testid="standing">
      <p>{why()}</p>
    </div>
  );
}
