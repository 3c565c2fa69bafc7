// SPDX-License-Identifier: Apache-2.0
import { elementScroll, measureElement, observeElementOffset, observeElementRect } from "@tanstack/virtual-core";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../model/conversation";
import { fold, type Message } from "../../model/fold";
import type { Chat } from "../../model/state";
import { timeline, type Row as TimelineRow } from "../../model/timeline";
import { mentions } from "../../proto/spans";
import type { Entry } from "../../proto/values";
import { useGodwit } from "../../ui/client-context";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { lazy } from "../../ui/lazy";
import { toast } from "../../ui/toast";
import { useVirtual } from "../../ui/virtual";
import { Row, type RowContext } from "./row";

const Viewer = lazy(async () => (await import("./viewer")).Viewer);

const NEAR_TOP_ROWS = 8;
const END_PX = 60;
/** So long a message that was jumped to is marked. */
const FLASH_MS = 1600;

interface ListProps {
  conversation: Conversation;
  entries: Entry[];
  chat: Chat;
  context: RowContext;
  /** Seq of a message to go to, 0 = none. */
  at: number;
  /** Another one to go to, each time that it is another object. */
  wish: { seq: number } | null;
  onSeen(seq: number, messageIndex: number): void;
}

export function MessageList({ conversation, entries, chat, context, at, wish, onSeen }: ListProps) {
  const state = useGodwit();
  const outbox = state.outbox.value;
  const rows = useMemo(() => {
    const items = outbox.filter((item) => item.log === chat.log);
    return timeline(fold(entries, items, context.self), {
      self: context.self,
      dividerAfter: conversation.dividerShown,
      hasOlder: conversation.hasOlder,
    });
  }, [entries, outbox, conversation, chat.log]);

  const scroller = useRef<HTMLDivElement>(null);
  const placed = useRef(false);
  const atEnd = useRef(true);
  const virtualizer = useVirtual({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    scrollToFn: elementScroll,
    observeElementRect: (instance, report) =>
      observeElementRect(instance, (rect) => {
        // A keyboard or a line on top takes height away: who was at the end stays there.
        const stay = placed.current && atEnd.current;
        report(rect);
        if (stay) instance.scrollToEnd();
      }),
    observeElementOffset,
    measureElement,
    overscan: 6,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    paddingStart: 16,
    paddingEnd: 12,
  });
  const items = virtualizer.getVirtualItems();

  // Who was at the end stays there, also when rows come in above what is still unsent.
  useLayoutEffect(() => {
    if (placed.current && atEnd.current) virtualizer.scrollToEnd();
  }, [rows]);

  // The first look: at the unread divider when there is one, else at the end.
  useLayoutEffect(() => {
    if (placed.current || rows.length === 0) return;
    placed.current = true;
    const divider = rows.findIndex((row) => row.kind === "unread");
    atEnd.current = divider <= 0;
    if (divider > 0) virtualizer.scrollToIndex(divider, { align: "start" });
    else virtualizer.scrollToEnd();
  });

  // What the person writes is shown, wherever they had scrolled to.
  const last = rows.at(-1);
  const ownUnsent = last?.kind === "message" && last.message.seq === 0 ? last.key : "";
  useLayoutEffect(() => {
    if (ownUnsent && placed.current) virtualizer.scrollToEnd();
  }, [ownUnsent]);

  const seen = useSeen(entries, onSeen);
  useEffect(() => {
    const top = virtualizer.range?.startIndex ?? 0;
    if (placed.current && top < NEAR_TOP_ROWS && conversation.hasOlder) void conversation.loadOlder();
    atEnd.current = virtualizer.isAtEnd(END_PX);
    if (placed.current) seen(visibleEnd(virtualizer, rows), atEnd.current);
  });

  const find = (seq: number): number =>
    rows.findIndex((row) => (row.kind === "message" || row.kind === "notice") && row.message.seq === seq);
  const [goal, setGoal] = useState(0);
  const [flashed, setFlashed] = useState(0);
  const wanted = useRef(0);
  /** What is answered may not be loaded yet: pages back until it is there. */
  const jump = async (seq: number): Promise<void> => {
    wanted.current = seq;
    const found = await conversation.reach(seq);
    if (wanted.current !== seq) return;
    if (found === "here") setGoal(seq);
    else toast(t(found === "gone" ? "chat.quote-gone" : "error.DISCONNECTED"));
  };
  useEffect(() => () => void (wanted.current = 0), []);
  useEffect(() => {
    if (at > 0) void jump(at);
  }, [at]);
  useEffect(() => {
    if (wish) void jump(wish.seq);
  }, [wish]);
  useEffect(() => {
    if (goal === 0) return;
    setGoal(0);
    const index = find(goal);
    if (index < 0) return toast(t("chat.quote-gone"));
    virtualizer.scrollToIndex(index, { align: "center" });
    setFlashed(goal);
  }, [goal]);
  useEffect(() => {
    const timer = setTimeout(() => setFlashed(0), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flashed]);
  const [viewed, setViewed] = useState<string | null>(null);
  const shown: RowContext = {
    ...context,
    messageAt: (seq) => {
      const row = rows[find(seq)];
      return row?.kind === "message" || row?.kind === "notice" ? row.message : undefined;
    },
    flashed,
    onJump: (seq) => void jump(seq),
    onView: (message) => setViewed(message.key),
  };
  // The first unread message that calls the reader: loaded, or before what is.
  const { read, head } = chat.record;
  const low = entries[0]?.seq ?? 0;
  const loaded = rows.find(
    (row) => row.kind === "message" && row.message.seq > read.seq && mentions(row.message.spans, context.self),
  );
  const first = head.firstMention ?? 0;
  const called = first > read.seq && first < low ? first : loaded?.kind === "message" ? loaded.message.seq : first;
  const away = items.length > 0 && placed.current && !virtualizer.isAtEnd(END_PX * 2);
  return (
    <div class="list-frame">
      <div class="list" ref={scroller} tabIndex={0} role="log" aria-live="off" aria-label={t("chat.history")}>
        {conversation.loadingOlder.value && (
          <div class="list-loading" role="status" aria-label={t("chat.loading-older")}>
            <span class="spinner" />
          </div>
        )}
        {rows.length === 0 && <p class="list-empty">{chat.saved ? t("chat.saved-empty") : t("chat.empty")}</p>}
        <div class="list-space" style={{ height: `${virtualizer.getTotalSize()}px` }}>
          {items.map((item) => {
            const row = rows[item.index];
            return row ? (
              <div
                key={row.key}
                class="list-row"
                data-index={item.index}
                ref={virtualizer.measureElement}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Row row={row} context={shown} />
              </div>
            ) : null;
          })}
        </div>
      </div>
      {away && (
        <button
          type="button"
          class="jump"
          data-testid="jump-to-end"
          aria-label={chat.unread > 0 ? t("chat.jump-count", { n: chat.unread }) : t("chat.jump")}
          onClick={() => virtualizer.scrollToEnd()}
        >
          {chat.unread > 0 && (
            <span class="badge" data-testid="jump-count">
              {chat.unread}
            </span>
          )}
          <Icon name="down" />
        </button>
      )}
      {chat.mentions > 0 && called > 0 && (
        <button
          type="button"
          class="jump jump-mention"
          data-testid="jump-mention"
          aria-label={t("chat.jump-mention", { n: chat.mentions })}
          onClick={() => void jump(called)}
        >
          <span class="badge">{chat.mentions}</span>@
        </button>
      )}
      {viewed !== null && <Viewer pictures={picturesOf(rows)} first={viewed} onClose={() => setViewed(null)} />}
    </div>
  );
}

function picturesOf(rows: TimelineRow[]): Message[] {
  return rows.flatMap((row) => (row.kind === "message" && row.message.media?.kind === "picture" ? [row.message] : []));
}

function estimate(row: TimelineRow | undefined): number {
  if (row?.kind !== "message") return 44;
  const { media } = row.message;
  if (media?.kind === "picture" || media?.kind === "video")
    return 60 + Math.min(384, (288 * media.height) / media.width);
  return (media ? 100 : 40) + Math.floor(row.message.text.length / 34) * 21 + (row.first ? 8 : 0);
}

/** The last message whose end is on screen. */
function visibleEnd(virtualizer: ReturnType<typeof useVirtual>, rows: TimelineRow[]): TimelineRow | undefined {
  const bottom = (virtualizer.scrollOffset ?? 0) + (virtualizer.scrollRect?.height ?? 0) + 4;
  const shown = virtualizer.getVirtualItems().filter((item) => item.end <= bottom);
  for (let at = shown.length - 1; at >= 0; at -= 1) {
    const row = rows[shown[at]?.index ?? -1];
    if (row?.kind === "message" && row.message.seq > 0) return row;
  }
  return undefined;
}

/** Tells what was seen, but only while the page is looked at. */
function useSeen(entries: Entry[], onSeen: ListProps["onSeen"]) {
  const [, redraw] = useState(0);
  useEffect(() => {
    const look = (): void => redraw((count) => count + 1);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return (row: TimelineRow | undefined, atEnd: boolean): void => {
    if (document.visibilityState !== "visible") return;
    const newest = entries.at(-1);
    if (atEnd && newest) onSeen(newest.seq, newest.messageIndex);
    else if (row?.kind === "message" && row.message.messageIndex > 0) onSeen(row.message.seq, row.message.messageIndex);
  };
}
