// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { listTime } from "../../model/dates";
import { piecesOf, searchedText } from "../../model/found";
import { learnPeople } from "../../model/group-people";
import { SearchKind } from "../../proto/gen/godwit/v1/search_pb";
import { isGroup } from "../../proto/log-name";
import type { RequestOf } from "../../proto/methods";
import "../../proto/search-methods";
import { isMedia, toEntry, type Entry } from "../../proto/values";
import { Avatar } from "../../ui/avatar";
import { useGodwit, useMember } from "../../ui/client-context";
import { memberNameOrYou } from "../../ui/group-names";
import { errorText, language, t, type MessageKey } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import "../../ui/later-texts";
import { chatName } from "../../ui/names";
import { previewOf } from "../../ui/preview";
import { go } from "../../ui/route";
import "./search.css";

const PAUSE_MS = 250;

/** What was looked for last: there again when the person comes back from what was found. */
const words = signal("");

interface Hit {
  entry: Entry;
  ranges: readonly number[];
}
type Answer = { hits: Hit[]; next: Uint8Array } | { failed: string } | null;

const KINDS: readonly (readonly [SearchKind, MessageKey])[] = [
  [SearchKind.UNSPECIFIED, "search.any"],
  [SearchKind.PICTURE, "search.pictures"],
  [SearchKind.VIDEO, "search.videos"],
  [SearchKind.VOICE, "search.voices"],
  [SearchKind.DOCUMENT, "search.files"],
  [SearchKind.LINK, "search.links"],
];

/** Finds messages by their words or their kind; in one conversation when `log` names it. */
export function Search({ log }: { log: string }) {
  const state = useGodwit();
  const member = useMember();
  const [kind, setKind] = useState(SearchKind.UNSPECIFIED);
  const [answer, setAnswer] = useState<Answer>(null);
  const asked = useRef(0);
  const query = words.value.trim();
  const request: RequestOf<"searchMessages"> = { query, log, kind };
  const idle = query === "" && kind === SearchKind.UNSPECIFIED;

  const find = async (before: Hit[], next: Uint8Array): Promise<void> => {
    if (!member) return;
    const mine = (asked.current += 1);
    const found = await member.call("searchMessages", { ...request, next });
    if (asked.current !== mine) return;
    if (!found.ok) return setAnswer({ failed: errorText(found.failure.code) });
    const hits = found.value.found.flatMap(({ entry, ranges }) => (entry ? [{ entry: toEntry(entry), ranges }] : []));
    setAnswer({ hits: [...before, ...hits], next: found.value.next });
    for (const { entry } of hits) {
      if (isGroup(entry.log)) void learnPeople(state, member, entry.log, [entry.author]);
    }
  };
  useEffect(() => {
    asked.current += 1;
    if (idle) return setAnswer(null);
    const timer = setTimeout(() => void find([], new Uint8Array()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [member, query, kind, log]);

  return (
    <div class="search" data-testid="search">
      <div class="search-box">
        <Icon name="search" size={20} />
        <input
          type="search"
          data-testid="search-words"
          aria-label={t("search.words")}
          placeholder={t("search.words")}
          value={words.value}
          maxLength={80}
          autofocus
          onInput={(event) => (words.value = event.currentTarget.value)}
        />
      </div>
      <div class="search-kinds" role="group" aria-label={t("search.kind")}>
        {KINDS.map(([value, label]) => (
          <button
            key={value}
            type="button"
            class={value === kind ? "button small" : "button small quiet"}
            aria-pressed={value === kind}
            data-testid={`search-kind-${value}`}
            onClick={() => setKind(value)}
          >
            {t(label)}
          </button>
        ))}
      </div>
      {answer && "failed" in answer && <p role="alert">{answer.failed}</p>}
      {answer && "hits" in answer && (
        <>
          <p class="off-screen" role="status">
            {t("search.found", { n: answer.hits.length })}
          </p>
          {answer.hits.length === 0 && answer.next.length === 0 && (
            <p class="faint" data-testid="search-none">
              {t("search.none")}
            </p>
          )}
          <ul class="rows">
            {answer.hits.map((hit) => (
              <HitRow key={`${hit.entry.log} ${hit.entry.seq}`} hit={hit} />
            ))}
          </ul>
          {answer.next.length > 0 && (
            <button
              type="button"
              class="button quiet"
              data-testid="search-more"
              onClick={() => void find(answer.hits, answer.next)}
            >
              {t("search.more")}
            </button>
          )}
        </>
      )}
    </div>
  );
}

function HitRow({ hit }: { hit: Hit }) {
  const state = useGodwit();
  const { entry, ranges } = hit;
  const chat = state.chat(entry.log);
  const text = searchedText(entry);
  return (
    <li>
      <button
        type="button"
        class="row"
        data-testid="search-hit"
        data-log={entry.log}
        data-seq={entry.seq}
        onClick={() => go({ screen: "chat", log: entry.log, at: entry.seq })}
      >
        {chat && <Avatar user={chat.peer} name={chatName(chat)} saved={chat.saved} />}
        <span class="row-text">
          <span class="row-line">
            <span class="row-name">{chat ? chatName(chat) : "…"}</span>
            <span class="row-time">{listTime(entry.timeMs, Date.now(), language.value)}</span>
          </span>
          <span class="search-text" dir="auto">
            {chat && !chat.saved && `${memberNameOrYou(state, entry.log, entry.author)}: `}
            {text
              ? piecesOf(text, ranges).map((piece, at) =>
                  piece.found ? <mark key={at}>{piece.text}</mark> : <span key={at}>{piece.text}</span>,
                )
              : isMedia(entry.body) && previewOf(entry.body)}
          </span>
        </span>
      </button>
    </li>
  );
}
