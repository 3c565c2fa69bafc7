// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
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
import { Icon, type IconName } from "../../ui/icon";
import { lazy } from "../../ui/lazy";
import { useLongPress, type Point } from "../../ui/long-press";
import { go, route } from "../../ui/route";
import { memberName } from "../../ui/group-names";
import { chatName } from "../../ui/names";
import { activityText, isOnline } from "../../ui/presence";
import { Ticks } from "../../ui/ticks";
import "./chats.css";

const ChatMenu = lazy(async () => (await import("../../ui/decisions")).ChatMenu);

/** Rows of conversations, each with its menu. */
export function ChatList({ chats, label, testid }: { chats: Chat[]; label: string; testid: string }) {
  const [menu, setMenu] = useState<{ log: string; at: Point } | null>(null);
  const chosen = menu && chats.find((chat) => chat.log === menu.log);
  return (
    <>
      <ul class="rows" data-testid={testid} aria-label={label}>
        {chats.map((chat) => (
          <ChatRow key={chat.log} chat={chat} onMenu={(at) => setMenu({ log: chat.log, at })} />
        ))}
      </ul>
      {chosen && <ChatMenu chat={chosen} at={menu.at} onClose={() => setMenu(null)} />}
    </>
  );
}

function ChatRow({ chat, onMenu }: { chat: Chat; onMenu(at: Point): void }) {
  const here = route.value;
  const selected = here.screen === "chat" && here.log === chat.log;
  const state = useGodwit();
  const name = chatName(chat);
  const online = !chat.saved && !chat.group && isOnline(state, chat.peer.id);
  const last = chat.record.head.lastMessage;
  const pressed = useRef(false);
  const press = useLongPress((at) => {
    pressed.current = true;
    onMenu(at);
  });
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
        {...press}
        onPointerDown={(event) => {
          pressed.current = false;
          press.onPointerDown(event);
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          const box = event.currentTarget.getBoundingClientRect();
          // By keyboard there is no place of the pointer.
          onMenu(event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : { x: box.x, y: box.bottom });
        }}
        onClick={() => {
          // The finger that opened the menu is lifted.
          if (!pressed.current) go({ screen: "chat", log: chat.log });
          pressed.current = false;
        }}
      >
        <Avatar user={chat.peer} name={name} saved={chat.saved} online={online} />
        <span class="row-text">
          <span class="row-line">
            <span class="row-name">
              {name}
              {online && <span class="off-screen"> ({t("presence.online")})</span>}
            </span>
            {chat.muted && <Sign icon="bell-off" testid="chat-muted" label={t("chats.muted")} />}
            {last || !chat.saved ? <span class="row-time">{time}</span> : null}
          </span>
          <span class="row-line">
            <Preview chat={chat} />
            {chat.settings.pinnedMs > 0 && <Sign icon="pin" testid="chat-pinned" label={t("chats.pinned")} />}
            {chat.mentions > 0 && (
              <span
                class="badge"
                data-testid="mention-badge"
                role="img"
                aria-label={t("chats.mentioned", { n: chat.mentions })}
              >
                @
              </span>
            )}
            <Unread chat={chat} />
          </span>
        </span>
      </button>
    </li>
  );
}

/** A small picture with words for those who do not see it. */
function Sign({ icon, testid, label }: { icon: IconName; testid: string; label: string }) {
  return (
    <span class="chat-sign" data-testid={testid}>
      <Icon name={icon} size={16} />
      <span class="off-screen">({label})</span>
    </span>
  );
}

function Unread({ chat }: { chat: Chat }) {
  const quiet = chat.muted || chat.archived ? "badge quiet" : "badge";
  if (chat.unread > 0) {
    return (
      <span class={quiet} data-testid="unread-badge" role="img" aria-label={t("chats.unread", { n: chat.unread })}>
        {chat.unread > 99 ? "99+" : chat.unread}
      </span>
    );
  }
  if (!chat.marked) return null;
  return <span class={`${quiet} dot`} data-testid="unread-dot" role="img" aria-label={t("chats.marked")} />;
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
