// SPDX-License-Identifier: Apache-2.0
import { dayName } from "../../model/dates";
import type { Message } from "../../model/fold";
import { statusOf } from "../../model/ticks";
import type { Row as TimelineRow } from "../../model/timeline";
import { isGroup } from "../../proto/log-name";
import type { Cursor } from "../../proto/values";
import { language, t } from "../../ui/i18n";
import { lazy } from "../../ui/lazy";
import type { Point } from "../../ui/long-press";
import { Bubble } from "./bubble";

const AboutNotice = lazy(async () => (await import("./about-notice")).AboutNotice);
const GroupNotice = lazy(async () => (await import("./group-notice")).GroupNotice);

export interface RowContext {
  self: string;
  peer: Cursor | undefined;
  peerName: string;
  log: string;
  /** Names stand above what others say. */
  named: boolean;
  nameOf(author: string): string;
  /** Text of an own message recalled on this page; undefined = not known. */
  recalledText(message: Message): string | undefined;
  /** The message of this seq; undefined = not loaded. */
  messageAt?(seq: number): Message | undefined;
  /** Seq of the message that was just jumped to; 0 = none. */
  flashed?: number;
  /** Scrolls to a message. */
  onJump?(seq: number): void;
  /** Shows a picture over the whole screen. */
  onView?(message: Message): void;
  /** Absent = nobody can answer here. */
  onReply?: ((message: Message) => void) | undefined;
  onReact(message: Message, emoji: string): void;
  onMenu(message: Message, at: Point): void;
  onReEdit(text: string): void;
}

export function Row({ row, context }: { row: TimelineRow; context: RowContext }) {
  switch (row.kind) {
    case "date":
      return (
        <p class="divider">
          <span>{dayName(row.timeMs, Date.now(), language.value)}</span>
        </p>
      );
    case "unread":
      return (
        <p class="divider unread-divider" data-testid="unread-divider">
          <span>{t("chat.unread-divider")}</span>
        </p>
      );
    case "notice":
      return <Notice message={row.message} context={context} />;
    case "message": {
      const { message, own, first, last } = row;
      const status = own ? statusOf(message, context.peer) : null;
      return <Bubble {...{ message, own, first, last, status }} onMenu={context.onMenu} context={context} />;
    }
  }
}

function Notice({ message, context }: { message: Message; context: RowContext }) {
  const own = message.author === context.self;
  const name = context.nameOf(message.author);
  if (message.kind === "event") {
    return (
      <p class="notice" data-testid="group-event" data-seq={message.seq}>
        <GroupNotice message={message} log={context.log} />
      </p>
    );
  }
  if (message.kind === "about") {
    return (
      <p class="notice" data-testid="about" data-seq={message.seq}>
        <AboutNotice message={message} context={context} />
      </p>
    );
  }
  if (message.kind === "started") {
    return (
      <div class="notice started" data-testid="started">
        {message.text && (
          <>
            <p>{own ? t("chat.started-with-own") : t("chat.started-with", { name: context.peerName })}</p>
            <p class="started-text" dir="auto">
              {message.text}
            </p>
          </>
        )}
        <p>{t("chat.started", { name: context.peerName })}</p>
      </div>
    );
  }
  const text = own ? context.recalledText(message) : undefined;
  // In a group it may have been its author, or who leads it.
  const direct = own ? t("chat.recalled-own") : t("chat.recalled-other", { name });
  const inGroup = own ? t("chat.recalled-yours") : t("chat.recalled-someones", { name });
  return (
    <p class="notice" data-testid="message-recalled" data-seq={message.seq}>
      {isGroup(context.log) ? inGroup : direct}
      {text !== undefined && (
        <button type="button" class="link-button" data-testid="re-edit" onClick={() => context.onReEdit(text)}>
          {t("chat.re-edit")}
        </button>
      )}
    </p>
  );
}
