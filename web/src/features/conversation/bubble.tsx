// SPDX-License-Identifier: Apache-2.0
import type { Message } from "../../model/fold";
import { clockTime } from "../../model/dates";
import { covered } from "../../model/rich";
import type { Status } from "../../model/ticks";
import { language, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { useLongPress, type Point } from "../../ui/long-press";
import { Ticks } from "../../ui/ticks";
import { previewOf } from "../../ui/preview";
import { Media } from "./media";
import type { RowContext } from "./row";
import { RichText } from "./rich-text";
import { useSwipe } from "./swipe";

interface BubbleProps {
  message: Message;
  own: boolean;
  first: boolean;
  last: boolean;
  status: Status | null;
  context: RowContext;
  onMenu(message: Message, at: Point): void;
}

export function Bubble({ message, own, first, last, status, onMenu, context }: BubbleProps) {
  const press = useLongPress((at) => onMenu(message, at));
  const answerable = context.onReply && message.seq > 0 && !message.item && message.kind !== "unsupported";
  const swipe = useSwipe(answerable ? () => context.onReply?.(message) : undefined);
  const flashed = message.seq > 0 && context.flashed === message.seq;
  const places = [first ? "first" : "", last ? "last" : "", answerable ? "swipes" : "", flashed ? "flashed" : ""];
  const classes = ["bubble-line", own ? "own" : "other", ...places];
  const unsupported = message.kind === "unsupported";
  return (
    <div
      class={classes.filter(Boolean).join(" ")}
      data-testid="message"
      data-seq={message.seq}
      data-own={own}
      data-status={status ?? undefined}
      {...swipe}
    >
      {answerable && (
        <span class="swipe-sign">
          <Icon name="reply" size={20} />
        </span>
      )}
      <div
        class="bubble"
        onContextMenu={(event) => {
          // A link keeps the browser's own menu, and so does a selection.
          if ((event.target as Element).closest("a[target]") || window.getSelection()?.toString()) return;
          event.preventDefault();
          onMenu(message, { x: event.clientX, y: event.clientY });
        }}
        {...press}
      >
        {context.named && first && !own && (
          <strong class="bubble-author" data-testid="message-author" dir="auto">
            {context.nameOf(message.author)}
          </strong>
        )}
        {message.replyTo > 0 && <Quote seq={message.replyTo} context={context} />}
        {message.media && <Media message={message} onView={context.onView} />}
        <span class={unsupported ? "bubble-text faint" : "bubble-text"} dir="auto" data-testid="message-text">
          {unsupported ? (
            t("chat.unsupported")
          ) : (
            <RichText text={message.text} spans={message.spans} self={context.self} />
          )}
        </span>
        <span class="bubble-meta">
          {message.edited && <span data-testid="message-edited">{t("chat.edited")}</span>}
          <time dateTime={new Date(message.timeMs).toISOString()}>{clockTime(message.timeMs, language.value)}</time>
          {status && <Ticks status={status} />}
        </span>
        {message.reactions.length > 0 && <Reactions message={message} context={context} />}
      </div>
      <button
        type="button"
        class={status === "failed" ? "icon-button bubble-more failed" : "icon-button bubble-more"}
        data-testid="message-options"
        aria-label={status === "failed" ? t("status.failed") : t("chat.options")}
        aria-haspopup="menu"
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onMenu(message, { x: box.left, y: box.bottom });
        }}
      >
        <Icon name={status === "failed" ? "alert" : "more"} size={20} />
      </button>
    </div>
  );
}

/** The answered message as it is now. */
function Quote({ seq, context }: { seq: number; context: RowContext }) {
  const source = context.messageAt?.(seq);
  const recalled = source?.kind === "recalled";
  const text = source?.media ? previewOf(source.media) : source && covered(source.text, source.spans);
  const own = source?.author === context.self;
  return (
    <button type="button" class="quote" data-testid="quote" onClick={() => context.onJump?.(seq)}>
      {source && !recalled && <strong dir="auto">{own ? t("chat.you") : context.nameOf(source.author)}</strong>}
      {recalled ? t("chat.quote-recalled") : (text ?? t("chat.earlier"))}
    </button>
  );
}

function Reactions({ message, context }: { message: Message; context: RowContext }) {
  return (
    <div class="reactions">
      {message.reactions.map(({ emoji, count, users }) => {
        const own = users.includes(context.self);
        return (
          <button
            key={emoji}
            type="button"
            class="reaction"
            data-testid="reaction"
            aria-pressed={own}
            onClick={() => context.onReact(message, own ? "" : emoji)}
          >
            {emoji} {count}
          </button>
        );
      })}
    </div>
  );
}
