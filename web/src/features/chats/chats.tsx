// SPDX-License-Identifier: Apache-2.0
import { useGodwit } from "../../ui/client-context";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { go, route } from "../../ui/route";
import { ChatList } from "./chat-list";

export function Chats() {
  const state = useGodwit();
  const chats = state.chats.value;
  const lonely = chats.every((chat) => chat.saved);
  return (
    <>
      <ArchivedRow count={chats.filter((chat) => chat.archived).length} />
      <ChatList chats={chats.filter((chat) => !chat.archived)} label={t("nav.chats")} testid="chat-list" />
      {lonely && (
        <div class="empty">
          <p class="empty-title">{t("chats.empty-title")}</p>
          <p>{t("chats.empty-text")}</p>
          <button type="button" class="button" data-testid="empty-find" onClick={() => go({ screen: "find" })}>
            <Icon name="person-add" size={20} />
            {t("chats.find")}
          </button>
        </div>
      )}
    </>
  );
}

function ArchivedRow({ count }: { count: number }) {
  if (count === 0) return null;
  const selected = route.value.screen === "archived";
  return (
    <button
      type="button"
      class={selected ? "row action archived-row selected" : "row action archived-row"}
      data-testid="archived-row"
      aria-current={selected ? "page" : undefined}
      onClick={() => go({ screen: "archived" })}
    >
      <Icon name="archive" size={20} />
      <span class="row-name">{t("chats.archived")}</span>
      <span class="row-time">{count}</span>
    </button>
  );
}
