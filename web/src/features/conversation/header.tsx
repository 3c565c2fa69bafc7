// SPDX-License-Identifier: Apache-2.0
import type { Chat } from "../../model/state";
import { Avatar } from "../../ui/avatar";
import { useGodwit } from "../../ui/client-context";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { chatName } from "../../ui/names";
import { activityText, isOnline, presenceText } from "../../ui/presence";
import { go, goBack } from "../../ui/route";

export function Header({ chat }: { chat: Chat | undefined }) {
  return (
    <header class="bar">
      <button
        type="button"
        class="icon-button phone-only"
        data-testid="back"
        aria-label={t("nav.back")}
        onClick={() => goBack({ screen: "chats" })}
      >
        <Icon name="back" />
      </button>
      {chat && <Peer chat={chat} />}
      {chat && (
        <button
          type="button"
          class="icon-button"
          data-testid="search-here"
          aria-label={t("nav.search")}
          onClick={() => go({ screen: "search", log: chat.log })}
        >
          <Icon name="search" />
        </button>
      )}
    </header>
  );
}

function Peer({ chat }: { chat: Chat }) {
  const state = useGodwit();
  const { peer, saved, group } = chat;
  const name = chatName(chat);
  const doing = saved ? "" : activityText(state, chat.log);
  const presence = saved || group ? "" : presenceText(state, peer.id);
  const handle = peer.deleted ? "" : `@${peer.handle}`;
  const about = saved ? t("chats.saved-hint") : group ? t("chats.members", { n: group.memberCount }) : handle;
  return (
    <button
      type="button"
      class="bar-person"
      data-testid="conversation-header"
      disabled={saved}
      onClick={() => go(group ? { screen: "group", log: chat.log } : { screen: "person", user: peer.id })}
    >
      <Avatar
        user={peer}
        name={name}
        saved={saved}
        size="small"
        online={!saved && !group && isOnline(state, peer.id)}
      />
      <span class="bar-text">
        <h1 class="bar-name">{name}</h1>
        <span
          class={doing ? "bar-sub doing" : "bar-sub"}
          data-testid={doing ? "activity" : presence ? "presence" : "about"}
        >
          {doing || presence || about}
        </span>
      </span>
    </button>
  );
}
