// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "preact/hooks";
import { isMedia } from "../../proto/values";
import { previewOf } from "../../ui/preview";
import { currentSpans, currentText, isRecalled } from "../../model/fold";
import { covered } from "../../model/rich";
import { listTime } from "../../model/dates";
import type { Chat } from "../../model/state";
import { statusOf, peerCursor } from "../../model/ticks";
import { Avatar } from "../../ui/avatar";
import { useGodwit, useMember } from "../../ui/client-context";
import { language, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { go, route } from "../../ui/route";
import { memberName } from "../../ui/group-names";
import { chatName } from "../../ui/names";
import { activityText, isOnline } from "../../ui/presence";
import { Ticks } from "../../ui/ticks";
import "./chats.css";

export function Chats() {
  const state = useGodwit();
  const chats = state.chats.value;
  const lonely = chats.every((chat) => chat.saved);
  return (
    <>
      <ul class="rows" data-testid="chat-list" aria-label={t("nav.chats")}>
        {chats.map((chat) => (
          <ChatRow key={chat.log} chat={chat} />
        ))}
      </ul>
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

function ChatRow({ chat }: { chat: Chat }) {
  const here = route.value;
  const selected = here.screen === "chat" && here.log === chat.log;
  const state = useGodwit();
  const name = chatName(chat);
  const online = !chat.saved && !chat.group && isOnline(state, chat.peer.id);
  const last = chat.record.head.lastMessage;
  const time = chat.sortMs > 0 ? listTime(chat.sortMs, Date.now(), language.value) : "";
  return (
    <li>
      <button
        type="button"
        class={selected ? "row chat-row selected" : "row chat-row"}
        data-testid="chat-row"
        data-handle={chat.peer.handle}
        data-log={chat.log}
        aria-current={selected ? "page" : undefined}
        onClick={() => go({ screen: "chat", log: chat.log })}
      >
        <Avatar user={chat.peer} name={name} saved={chat.saved} online={online} />
        <span class="row-text">
          <span class="row-line">
            <span class="row-name">
              {name}
              {online && <span class="off-screen"> ({t("presence.online")})</span>}
            </span>
            {last || !chat.saved ? <span class="row-time">{time}</span> : null}
          </span>
          <span class="row-line">
            <Preview chat={chat} />
            {chat.mentions > 0 && (
              <span class="badge" data-testid="mention-badge" aria-label={t("chats.mentioned", { n: chat.mentions })}>
                @
              </span>
            )}
            {chat.unread > 0 && (
              <span class="badge" data-testid="unread-badge" aria-label={t("chats.unread", { n: chat.unread })}>
                {chat.unread > 99 ? "99+" : chat.unread}
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}

function Preview({ chat }: { chat: Chat }) {
  const state = useGodwit();
  const self = state.self.value.id;
  const member = useMember();
  const unknown = chat.group && state.connection.value === "online" ? chat.record.head.lastMessage?.author : undefined;
  useEffect(() => {
    if (!member || !unknown || state.personOf(unknown)) return;
    void import("../../model/group-people").then((people) => people.learnPeople(state, member, chat.log, [unknown]));
  }, [member, unknown]);
  const doing = activityText(state, chat.log);
  if (doing) {
    return (
      <span class="row-preview doing" data-testid="chat-activity">
        {doing}
      </span>
    );
  }
  const draft = state.drafts.value.get(chat.log);
  const here = route.value;
  if (draft && !(here.screen === "chat" && here.log === chat.log)) {
    return (
      <span class="row-preview">
        <span class="draft">{t("chats.draft")}</span> {draft}
      </span>
    );
  }
  const pending = state.outbox.value.findLast(
    (item) => item.log === chat.log && (item.kind === "text" || item.kind === "media"),
  );
  if (pending) {
    const status = pending.failure ? "failed" : pending.seq > 0 ? "sent" : "queued";
    return (
      <span class="row-preview">
        <Ticks status={status} />
        {pending.media ? previewOf(pending.media.body) : covered(pending.text, pending.spans)}
      </span>
    );
  }
  const last = chat.record.head.lastMessage;
  if (!last) {
    return <span class="row-preview">{chat.saved ? t("chats.saved-hint") : t("chats.started")}</span>;
  }
  if (isRecalled(last)) return <span class="row-preview faint">{t("chats.recalled")}</span>;
  const own = last.author === self && !chat.saved;
  const author = chat.group && !own ? state.personOf(last.author) : undefined;
  const status = statusOf({ seq: last.seq, item: null }, peerCursor(chat.record.head, self));
  return (
    <span class="row-preview" data-testid="chat-preview">
      {own && <Ticks status={status} />}
      {author && `${memberName(state, chat.log, author.id)}: `}
      {isMedia(last.body) ? previewOf(last.body) : covered(currentText(last) ?? "", currentSpans(last))}
    </span>
  );
}
