// SPDX-License-Identifier: Apache-2.0
// The pinned messages of a conversation: the newest in a bar at its top, all of them in a list.
import { useEffect, useState } from "preact/hooks";
import type { Message } from "../../model/fold";
import type { Member } from "../../model/member";
import { covered } from "../../model/rich";
import { messageIn, readMessages } from "../../model/single";
import type { Chat } from "../../model/state";
import type { Entry } from "../../proto/values";
import { useGodwit } from "../../ui/client-context";
import { Dialog } from "../../ui/dialog";
import { memberNameOrYou } from "../../ui/group-names";
import { t } from "../../ui/i18n";
import "../../ui/about-texts";
import { Icon } from "../../ui/icon";
import { previewOf } from "../../ui/preview";
import { pin } from "./ask";
import { mayPin } from "./message-actions";
import "./pins.css";

interface PinsProps {
  chat: Chat;
  member: Member;
  entries: readonly Entry[];
  onJump(seq: number): void;
}

/** Pinned messages that can be shown, the last pinned first. */
function usePinned({ chat, member, entries }: PinsProps): Message[] {
  const self = useGodwit().self.value.id;
  const [read, setRead] = useState<ReadonlyMap<number, Message | null>>(new Map());
  const pins = chat.record.head.pins ?? [];
  const unknown = pins.filter((seq) => !read.has(seq) && messageIn(entries, seq, self) === undefined);
  const wanted = unknown.join(" ");
  useEffect(() => {
    if (!wanted) return;
    let here = true;
    void readMessages(member, chat.log, wanted.split(" ").map(Number), self).then((found) => {
      if (here && found) setRead((before) => new Map([...before, ...found]));
    });
    return () => {
      here = false;
    };
  }, [wanted, member, chat.log]);
  return pins.flatMap((seq) => {
    const held = messageIn(entries, seq, self);
    const message = held === undefined ? read.get(seq) : held;
    return message?.kind === "text" || message?.kind === "media" ? [message] : [];
  });
}

function lineOf(message: Message): string {
  return message.media ? previewOf(message.media) : covered(message.text, message.spans);
}

export function PinBar(props: PinsProps) {
  const { chat, onJump } = props;
  const [open, setOpen] = useState(false);
  const pinned = usePinned(props);
  const first = pinned[0];
  if (!first) return null;
  return (
    <div class="pin-bar" data-testid="pin-bar">
      <button type="button" class="pin-first" data-testid="pin-first" onClick={() => onJump(first.seq)}>
        <Icon name="pin" size={18} />
        <span class="pin-text">
          <strong>{t("pins.one")}</strong>
          <span dir="auto">{lineOf(first)}</span>
        </span>
      </button>
      <button
        type="button"
        class="button small quiet"
        data-testid="pins-open"
        aria-label={t("pins.all", { n: pinned.length })}
        onClick={() => setOpen(true)}
      >
        {pinned.length}
      </button>
      {open && <PinList {...props} chat={chat} pinned={pinned} onClose={() => setOpen(false)} />}
    </div>
  );
}

function PinList({ chat, member, pinned, onJump, onClose }: PinsProps & { pinned: Message[]; onClose(): void }) {
  const state = useGodwit();
  return (
    <Dialog label={t("pins.title")} onClose={onClose}>
      <h2 class="dialog-title">{t("pins.title")}</h2>
      <ul class="rows pin-list">
        {pinned.map((message) => (
          <li key={message.seq} class="pin-line">
            <button
              type="button"
              class="row"
              data-testid="pin-row"
              data-seq={message.seq}
              onClick={() => {
                onClose();
                onJump(message.seq);
              }}
            >
              <span class="row-text">
                <span class="row-name">{memberNameOrYou(state, chat.log, message.author)}</span>
                <span class="row-preview" dir="auto">
                  {lineOf(message)}
                </span>
              </span>
            </button>
            {mayPin(chat) && (
              <button
                type="button"
                class="icon-button"
                data-testid="pin-take"
                aria-label={t("menu.unpin")}
                onClick={() => void pin(member, chat.log, message.seq, false)}
              >
                <Icon name="close" size={18} />
              </button>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
