// SPDX-License-Identifier: Apache-2.0
// What a person can decide about a conversation: as a menu beside its row, and as switches among its details.
import { useState } from "preact/hooks";
import type { Member } from "../model/member";
import type { Chat } from "../model/state";
import { listTime } from "../model/dates";
import { FOR_GOOD } from "../proto/conversations";
import { archivedNow, markedNow, type SettingsPatch } from "../sync/settings-rules";
import { useGodwit, useMember } from "./client-context";
import { Dialog } from "./dialog";
import { language, t } from "./i18n";
import { Icon } from "./icon";
import "./later-texts";
import type { Point } from "./long-press";
import { Menu, type MenuItem } from "./menu";
import { chatName } from "./names";
import { Switch } from "./switch";

const HOUR_MS = 3_600_000;
/** Beyond it Date has no days. */
const LAST_DATE_MS = 8.64e15;

/** What each of them does, with the words for it. */
function decisions(chat: Chat, member: Member) {
  const change = (patch: SettingsPatch): void => member.settings.change(chat.log, patch);
  const { record, settings } = chat;
  return {
    mute: (untilMs: number, mentionsAnyway: boolean) => change({ mutedUntilMs: untilMs, mentionsAnyway }),
    unmute: () => change({ mutedUntilMs: 0, mentionsAnyway: false }),
    mentions: (on: boolean) => change({ mentionsAnyway: on }),
    pin: () => change(settings.pinnedMs > 0 ? { pinnedMs: 0 } : { pinnedMs: Date.now(), archivedSeq: 0 }),
    archive: () => change(chat.archived ? { archivedSeq: 0 } : { ...archivedNow(record), pinnedMs: 0 }),
    unread: () => change(markedNow(record)),
    read: () => {
      member.read(chat.log, record.head.seq, record.head.messageIndex);
      if (settings.unreadSeq > 0) change({ unreadSeq: 0 });
    },
  };
}

/** The menu of a conversation's row. */
export function ChatMenu({ chat, at, onClose }: { chat: Chat; at: Point; onClose(): void }) {
  const member = useMember();
  const [muting, setMuting] = useState(false);
  if (!member) return null;
  const act = decisions(chat, member);
  if (muting) return <MuteDialog chat={chat} member={member} onClose={onClose} />;
  const pinned = chat.settings.pinnedMs > 0;
  const unread = chat.unread > 0 || chat.marked;
  const items: MenuItem[] = [
    unread
      ? { testid: "chat-read", label: t("decide.read"), icon: "check", act: act.read }
      : { testid: "chat-unread", label: t("decide.unread"), icon: "unread", act: act.unread },
    { testid: "chat-pin", label: pinned ? t("decide.unpin") : t("decide.pin"), icon: "pin", act: act.pin },
    chat.muted
      ? { testid: "chat-unmute", label: t("decide.unmute"), icon: "bell", act: act.unmute }
      : { testid: "chat-mute", label: t("decide.mute"), icon: "bell-off", stays: true, act: () => setMuting(true) },
    {
      testid: "chat-archive",
      label: chat.archived ? t("decide.unarchive") : t("decide.archive"),
      icon: "archive",
      act: act.archive,
    },
  ];
  return <Menu label={`${t("decide.options")}: ${chatName(chat)}`} items={items} at={at} onClose={onClose} />;
}

/** For how long; in groups also whether being named counts anyway. */
function MuteDialog({ chat, member, onClose }: { chat: Chat; member: Member; onClose(): void }) {
  const [mentions, setMentions] = useState(chat.group !== undefined);
  const mute = (untilMs: number): void => {
    decisions(chat, member).mute(untilMs, mentions);
    onClose();
  };
  return (
    <Dialog label={t("decide.mute")} onClose={onClose}>
      <h2 class="dialog-title">{t("decide.mute")}</h2>
      {chat.group && (
        <Switch
          label={t("decide.mentions")}
          hint={t("decide.mentions-hint")}
          testid="mute-mentions"
          on={mentions}
          onChange={setMentions}
        />
      )}
      {(
        [
          ["mute-hour", t("decide.hour"), () => Date.now() + HOUR_MS],
          ["mute-hours", t("decide.hours"), () => Date.now() + 8 * HOUR_MS],
          ["mute-good", t("decide.good"), () => FOR_GOOD],
        ] as const
      ).map(([testid, label, until]) => (
        <button key={testid} type="button" class="menu-item" data-testid={testid} onClick={() => mute(until())}>
          <Icon name={testid === "mute-good" ? "bell-off" : "clock"} size={20} />
          <span>{label}</span>
        </button>
      ))}
      <div class="dialog-actions">
        <button type="button" class="button quiet" onClick={onClose}>
          {t("common.cancel")}
        </button>
      </div>
    </Dialog>
  );
}

/** The same among the details of a conversation. */
export function Decisions({ log }: { log: string }) {
  const member = useMember();
  const chat = useGodwit().chat(log);
  const [muting, setMuting] = useState(false);
  if (!member || !chat) return null;
  const act = decisions(chat, member);
  const { settings, muted } = chat;
  return (
    <section class="decisions" data-testid="decisions">
      <Switch
        label={t("decide.muted")}
        hint={muted ? untilText(settings.mutedUntilMs) : t("decide.muted-hint")}
        testid="decide-muted"
        on={muted}
        onChange={(on) => (on ? setMuting(true) : act.unmute())}
      />
      {chat.group && muted && (
        <Switch
          label={t("decide.mentions")}
          hint={t("decide.mentions-hint")}
          testid="decide-mentions"
          on={settings.mentionsAnyway}
          onChange={act.mentions}
        />
      )}
      <Switch label={t("decide.pinned")} testid="decide-pinned" on={settings.pinnedMs > 0} onChange={act.pin} />
      <Switch
        label={t("decide.archived")}
        hint={t("decide.archived-hint")}
        testid="decide-archived"
        on={chat.archived}
        onChange={act.archive}
      />
      <Switch
        label={t("decide.marked")}
        testid="decide-marked"
        on={chat.marked}
        onChange={(on) => (on ? act.unread() : act.read())}
      />
      {muting && <MuteDialog chat={chat} member={member} onClose={() => setMuting(false)} />}
    </section>
  );
}

function untilText(untilMs: number): string {
  if (untilMs > LAST_DATE_MS) return t("decide.for-good");
  return t("decide.until", { when: listTime(untilMs, Date.now(), language.value) });
}
