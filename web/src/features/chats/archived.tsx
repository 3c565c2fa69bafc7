// SPDX-License-Identifier: Apache-2.0
import { useGodwit } from "../../ui/client-context";
import { t } from "../../ui/i18n";
import "../../ui/later-texts";
import { ChatList } from "./chat-list";

/** The conversations that are out of the list. */
export function Archived() {
  const chats = useGodwit().chats.value.filter((chat) => chat.archived);
  if (chats.length === 0) return <p class="page faint">{t("decide.none")}</p>;
  return (
    <>
      <p class="archived-note">{t("decide.archived-hint")}</p>
      <ChatList chats={chats} label={t("nav.archived")} testid="archived-list" />
    </>
  );
}
