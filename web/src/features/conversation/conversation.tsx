// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "preact/hooks";
import { fold, type Message } from "../../model/fold";
import { fromMarks, markedDraft, picksOf, toMarks, type Pick } from "../../model/marks";
import type { Member } from "../../model/member";
import type { Chat } from "../../model/state";
import { covered } from "../../model/rich";
import { peerCursor } from "../../model/ticks";
import { atLeast } from "../../proto/groups";
import type { MediaDraft } from "../../sync/outbox";
import { useGodwit, useMember } from "../../ui/client-context";
import { Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { memberName } from "../../ui/group-names";
import { lazy } from "../../ui/lazy";
import { chatName } from "../../ui/names";
import { previewOf } from "../../ui/preview";
import type { Point } from "../../ui/long-press";
import { Composer } from "./composer";
import { Header } from "./header";
import { MessageList } from "./message-list";
import { stop } from "./player";
import { Standing } from "./standing";
import { useDrop } from "./use-drop";
import "./conversation.css";
import "./bubble.css";
import "./composer.css";

const MessageMenu = lazy(async () => (await import("./message-menu")).MessageMenu);
const EmojiPicker = lazy(async () => (await import("./emoji-picker")).EmojiPicker);
const SendSheet = lazy(async () => (await import("./send-sheet")).SendSheet);

const PinBar = lazy(async () => (await import("./pins")).PinBar);
const GroupStanding = lazy(async () => (await import("./group-standing")).GroupStanding);

/** Own texts recalled since the page was opened, for "edit again". Never stored. */
const recalled = new Map<string, string>();

/** Who was picked while writing in a conversation; they are found again by their names when it is sent. */
const picked = new Map<string, Pick[]>();

/** `at`: seq of the message to show first, 0 = where reading goes on. */
export function ConversationScreen({ log, at }: { log: string; at: number }) {
  const state = useGodwit();
  const member = useMember();
  useEffect(() => {
    member?.open(log);
    return () => member?.close();
  }, [log, member]);
  const chat = state.chat(log);
  const ready = chat && member && state.conversation.value?.log === log;
  return (
    <section class="conversation" data-testid="conversation" data-log={log}>
      <Header chat={chat} />
      {ready ? <Body key={log} chat={chat} member={member} at={at} /> : <div class="grow" />}
    </section>
  );
}

function Body({ chat, member, at }: { chat: Chat; member: Member; at: number }) {
  const state = useGodwit();
  const { log } = chat;
  const self = state.self.value.id;
  const conversation = state.conversation.value;
  const entries = conversation?.entries.value ?? null;
  const [text, setText] = useState(state.drafts.peek().get(log) ?? "");
  const [editing, setEditing] = useState<Message | null>(null);
  const [focusKey, setFocusKey] = useState(0);
  const [reply, setReply] = useState<Message | null>(null);
  const [chosen, setChosen] = useState<File[] | null>(null);
  const [reacting, setReacting] = useState<Message | null>(null);
  const [wish, setWish] = useState<{ seq: number } | null>(null);
  const [menu, setMenu] = useState<{ message: Message; at: Point } | null>(null);
  useDraft(log, editing ? null : text, member);
  useOtherDraft(state.drafts.value.get(log) ?? "", editing ? null : text, setText);
  useEffect(() => () => member.activity.none(log), [log, member]);
  useEffect(() => stop, []);
  useEffect(() => {
    if (!chat.group || !entries) return;
    const authors = entries.map((entry) => entry.author);
    void import("../../model/group-people").then(async (people) => {
      await people.learnPeople(state, member, log, authors);
      people.followNicknames(state, log, entries);
    });
  }, [chat.group, entries, member]);

  const edit = (message: Message): void => {
    setEditing(message);
    setText(toMarks(message.text, message.spans));
    setFocusKey((key) => key + 1);
  };
  const cancelEdit = (): void => {
    setEditing(null);
    setText(state.drafts.peek().get(log) ?? "");
  };
  const input = (next: string): void => {
    setText(next);
    if (editing) return;
    if (next.trim()) member.activity.typing(log);
    else member.activity.none(log);
  };
  const send = (): void => {
    const typed = text.trim();
    const picks = picked.get(log) ?? [];
    if (!editing) {
      const { text: body, spans } = fromMarks(typed, picks);
      member.activity.none(log);
      member.send(log, body, reply?.seq ?? 0, spans);
      picked.delete(log);
      setText("");
      setReply(null);
      return;
    }
    const { text: body, spans } = fromMarks(typed, [...picksOf(editing.text, editing.spans), ...picks]);
    if (typed !== toMarks(editing.text, editing.spans).trim()) member.edit(log, editing, body, spans);
    cancelEdit();
  };
  const answer = (message: Message): void => {
    setReply(message);
    setFocusKey((key) => key + 1);
  };
  const sendMedia = (drafts: MediaDraft[]): void => {
    for (const draft of drafts) {
      const marked = markedDraft(draft);
      member.sendMedia(log, marked.draft, reply?.seq ?? 0, marked.spans);
    }
    setReply(null);
  };
  const choose = (files: File[]): void => {
    if (files.length > 0) setChosen(files);
  };
  const drop = useDrop(chat.maySend && !editing, choose);
  const editLast = (): void => {
    const own = (message: Message): boolean =>
      message.author === self && message.kind === "text" && message.seq > 0 && !message.item;
    const last = fold(entries ?? [], [], self).findLast(own);
    if (last) edit(last);
  };

  const context = {
    self,
    peer: peerCursor(chat.record.head, self),
    peerName: chatName(chat),
    log,
    named: chat.group !== undefined,
    nameOf: (author: string) => (chat.group ? memberName(state, log, author) : chatName(chat)),
    recalledText: (message: Message) => recalled.get(`${log} ${message.seq}`),
    onReply: chat.maySend ? answer : undefined,
    onReact: (message: Message, emoji: string) => member.react(log, message.seq, emoji),
    onMenu: (message: Message, at: Point) => setMenu({ message, at }),
    onReEdit: (old: string) => {
      setEditing(null);
      setText(old);
      setFocusKey((key) => key + 1);
    },
  };
  return (
    <div {...drop}>
      {entries && chat.record.head.pins?.length ? (
        <PinBar {...{ chat, member, entries }} onJump={(seq) => setWish({ seq })} />
      ) : null}
      {conversation && entries ? (
        <MessageList
          {...{ conversation, entries, chat, context, at, wish }}
          onSeen={(seq, index) => member.read(log, seq, index)}
        />
      ) : (
        <div class="list-wait" role="status" aria-label={t("app.loading")}>
          <span class="spinner" />
        </div>
      )}
      {chat.maySend ? (
        <Composer
          value={text}
          editing={editing !== null}
          focusKey={focusKey}
          onInput={input}
          onSend={send}
          onCancelEdit={cancelEdit}
          onEditLast={editLast}
          onVoice={(draft) => sendMedia([draft])}
          onRecording={() => member.activity.recording(log)}
          onFiles={choose}
          reply={reply && (reply.media ? previewOf(reply.media) : covered(reply.text, reply.spans))}
          onCancelReply={() => setReply(null)}
          group={
            chat.group && {
              chat,
              picks: picked.get(log) ?? [],
              onPick: (pick) => picked.set(log, [...(picked.get(log) ?? []), pick]),
            }
          }
        />
      ) : (
        <StandingOf chat={chat} />
      )}
      {menu && (
        <MessageMenu
          message={menu.message}
          own={menu.message.author === self}
          leads={atLeast(chat.record.head.role ?? "none", "admin")}
          {...{ chat, member }}
          at={menu.at}
          onEdit={edit}
          onReply={answer}
          onReact={context.onReact}
          onMore={setReacting}
          onRecall={(message) => {
            recalled.set(`${log} ${message.seq}`, toMarks(message.text, message.spans));
            member.recall(log, message);
          }}
          onClose={() => setMenu(null)}
        />
      )}
      {reacting && (
        <Dialog label={t("chat.react-more")} className="menu emoji-menu" onClose={() => setReacting(null)}>
          <EmojiPicker
            onPick={(emoji) => {
              member.react(log, reacting.seq, emoji);
              setReacting(null);
            }}
          />
        </Dialog>
      )}
      {chosen && <SendSheet files={chosen} onSend={sendMedia} onClose={() => setChosen(null)} />}
    </div>
  );
}

function StandingOf({ chat }: { chat: Chat }) {
  return chat.group ? <GroupStanding chat={chat} /> : <Standing chat={chat} />;
}

/** What another device wrote here takes the place of nothing, and of what both had; null = not now. */
function useOtherDraft(draft: string, text: string | null, take: (text: string) => void): void {
  const known = useRef(draft);
  useEffect(() => {
    const before = known.current;
    known.current = draft;
    if (text !== null && text !== draft && (text.trim() === "" || text === before)) take(draft);
  }, [draft]);
}

/** Keeps what was begun to be written; null = not now (a message is being edited). */
function useDraft(log: string, text: string | null, member: Member): void {
  const latest = useRef(text);
  if (text !== null) latest.current = text;
  useEffect(() => {
    if (text === null) return;
    const timer = setTimeout(() => member.draft(log, text.trim() ? text : ""), text ? 400 : 0);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    const leave = (): void => {
      const last = latest.current;
      if (last !== null) member.draft(log, last.trim() ? last : "");
      member.settings.left(log);
    };
    // Another device may be taken up now.
    const hide = (): void => void (document.visibilityState === "hidden" && leave());
    document.addEventListener("visibilitychange", hide);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      leave();
    };
  }, []);
}
