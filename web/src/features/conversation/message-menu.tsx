// SPDX-License-Identifier: Apache-2.0
import type { Message } from "../../model/fold";
import type { Member } from "../../model/member";
import type { Chat } from "../../model/state";
import { errorText, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { Menu, type MenuItem } from "../../ui/menu";
import { toast } from "../../ui/toast";
import { copyText } from "./copy-text";
import type { Point } from "../../ui/long-press";
import { actionsFor } from "./message-actions";

interface MessageMenuProps {
  message: Message;
  own: boolean;
  /** Leads the group that it was said in. */
  leads: boolean;
  member: Member;
  chat: Chat;
  at: Point;
  onReply(message: Message): void;
  onReact(message: Message, emoji: string): void;
  /** Any other emoji is wanted. */
  onMore(message: Message): void;
  onEdit(message: Message): void;
  onRecall(message: Message): void;
  onClose(): void;
}

export function MessageMenu({
  message,
  own,
  leads,
  member,
  chat,
  at,
  onEdit,
  onReply,
  onReact,
  onMore,
  onRecall,
  onClose,
}: MessageMenuProps) {
  const items: MenuItem[] = [];
  const failed = message.item?.failure ? message.item : null;
  if (failed) {
    const text = failed.kind === "text" || failed.kind === "media";
    items.push({ testid: "retry", label: t("menu.retry"), icon: "retry", act: () => member.retry(failed.clientId) });
    items.push({
      testid: "discard",
      label: text ? t("menu.delete") : t("menu.discard"),
      icon: "delete",
      danger: true,
      act: () => member.discard(failed.clientId),
    });
  }
  if (message.kind === "text") {
    const copy = (): void => {
      if (copyText(message.text)) toast(t("menu.copied"));
    };
    items.unshift({ testid: "copy", label: t("menu.copy"), icon: "copy", act: copy });
  }
  const settled = (message.kind === "text" || message.kind === "media") && message.seq > 0 && !message.item;
  if (settled) items.unshift({ testid: "reply", label: t("chat.reply"), icon: "reply", act: () => onReply(message) });
  if (own && settled && message.kind === "text")
    items.push({ testid: "edit", label: t("menu.edit"), icon: "edit", act: () => onEdit(message) });
  if (settled) items.push(...actionsFor(message, chat, member));
  if ((own || leads) && settled)
    items.push({
      testid: "recall",
      label: t("menu.recall"),
      icon: "recall",
      danger: true,
      act: () => onRecall(message),
    });
  if (items.length === 0) return null;
  const note = failed?.failure ? errorText(failed.failure) : undefined;
  const top = settled && (
    <div class="reactions">
      {["👍", "❤️", "😂", "😮", "😢", "🙏"].map((emoji) => (
        <button
          key={emoji}
          type="button"
          class="icon-button"
          data-testid="react"
          aria-label={t("chat.react", { emoji })}
          onClick={() => {
            onClose();
            onReact(message, emoji);
          }}
        >
          {emoji}
        </button>
      ))}
      <button
        type="button"
        class="icon-button"
        data-testid="react-more"
        aria-label={t("chat.react-more")}
        onClick={() => {
          onClose();
          onMore(message);
        }}
      >
        <Icon name="more" />
      </button>
    </div>
  );
  return <Menu top={top} label={t("chat.options")} items={items} note={note} at={at} onClose={onClose} />;
}
