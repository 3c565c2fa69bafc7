// SPDX-License-Identifier: Apache-2.0
// All emoji by group, those used last, and a search over their names in the language of the page.
import { useEffect, useMemo, useState } from "preact/hooks";
import { readEmoji, writeEmoji } from "../../store/settings";
import { language, t, type MessageKey } from "../../ui/i18n";
import "../../ui/media-texts";
import { emojiOf, found, used, type Emoji } from "./emoji";
import "./emoji-picker.css";

const load = {
  en: () => import("../../ui/gen/emoji-en"),
  "zh-CN": () => import("../../ui/gen/emoji-zh"),
};
const faces = ["😀", "👋", "🐻", "🍎", "🚗", "⚽", "💡", "🔣", "🏁"];

export function EmojiPicker({ onPick }: { onPick(emoji: string): void }) {
  const [groups, setGroups] = useState<Emoji[][]>([]);
  const [recent, setRecent] = useState(readEmoji);
  const [group, setGroup] = useState(recent.length > 0 ? -1 : 0);
  const [query, setQuery] = useState("");
  useEffect(() => {
    void load[language.value]().then((module) => setGroups(module.groups.map(emojiOf)));
  }, [language.value]);
  const hits = useMemo(() => found(groups.flat(), query), [groups, query]);
  const shown = query.trim() ? hits : group < 0 ? recent : (groups[group] ?? []).map((row) => row.emoji);
  const pick = (emoji: string): void => {
    const next = used(recent, emoji);
    // What is looked at stays in its place.
    if (group >= 0 || query) setRecent(next);
    writeEmoji(next);
    onPick(emoji);
  };
  return (
    <div class="emoji-picker" data-testid="emoji-picker">
      <input
        type="search"
        class="emoji-search"
        data-testid="emoji-search"
        placeholder={t("emoji.search")}
        aria-label={t("emoji.search")}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter would send the form around it.
          if (event.key === "Enter") event.preventDefault();
        }}
      />
      <div class="emoji-groups" role="group" aria-label={t("emoji.title")}>
        {recent.length > 0 && (
          <Group face="🕘" label={t("emoji.recent")} chosen={group === -1 && !query} onChoose={() => choose(-1)} />
        )}
        {groups.map((_, at) => (
          <Group
            key={at}
            face={faces[at] ?? "🔣"}
            label={t(`emoji.group-${at}` as MessageKey)}
            chosen={group === at && !query}
            onChoose={() => choose(at)}
          />
        ))}
      </div>
      <div class="emoji-grid" key={`${group} ${query}`} tabIndex={0} role="group" aria-label={t("emoji.title")}>
        {shown.map((emoji) => (
          <button key={emoji} type="button" class="emoji" data-testid="emoji" onClick={() => pick(emoji)}>
            {emoji}
          </button>
        ))}
        {query.trim() && shown.length === 0 && <p role="status">{t("emoji.none")}</p>}
      </div>
    </div>
  );

  function choose(at: number): void {
    setGroup(at);
    setQuery("");
  }
}

interface GroupProps {
  face: string;
  label: string;
  chosen: boolean;
  onChoose(): void;
}

function Group({ face, label, chosen, onChoose }: GroupProps) {
  return (
    <button type="button" class="emoji" aria-label={label} title={label} aria-pressed={chosen} onClick={onChoose}>
      {face}
    </button>
  );
}
