// SPDX-License-Identifier: Apache-2.0
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../ui/i18n";
import type { MediaDraft } from "../../sync/outbox";
import type { Pick } from "../../model/marks";
import type { Chat } from "../../model/state";
import type { MentionKeys } from "./mentions";
import { useVoice } from "./use-voice";
import { Icon } from "../../ui/icon";
import { lazy } from "../../ui/lazy";

const VoiceBar = lazy(async () => (await import("./voice-bar")).VoiceBar);
const Mentions = lazy(async () => (await import("./mentions")).Mentions);
const EmojiPicker = lazy(async () => (await import("./emoji-picker")).EmojiPicker);

const MAX_BYTES = 16_384;

interface ComposerProps {
  value: string;
  editing: boolean;
  /** Changes whenever the composer should take the focus. */
  focusKey: number;
  onInput(value: string): void;
  onSend(): void;
  onCancelEdit(): void;
  onEditLast(): void;
  onVoice(draft: MediaDraft): void;
  /** Others are told; the answer ends it. */
  onRecording(): () => void;
  onFiles(files: File[]): void;
  /** What is being answered; null = nothing. */
  reply: string | null;
  onCancelReply(): void;
  /** A group, whose members can be called. */
  group?: { chat: Chat; picks: readonly Pick[]; onPick(pick: Pick): void } | undefined;
}

const touch = (): boolean => window.matchMedia("(pointer: coarse)").matches;

export function Composer(props: ComposerProps) {
  const { value, editing, focusKey } = props;
  const ref = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const voice = useVoice(props);
  const { recording } = voice;
  const [picking, setPicking] = useState(false);
  const [caret, setCaret] = useState(0);
  const mentionKeys = useRef<MentionKeys | null>(null);
  const over = new TextEncoder().encode(value.trim()).length - MAX_BYTES;
  const ready = value.trim() !== "" && over <= 0;

  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }, [value]);

  useEffect(() => {
    // On a phone the keyboard would jump up at each visit; there only an explicit wish takes the focus.
    if (focusKey === 0 && touch()) return;
    const box = ref.current;
    box?.focus();
    box?.setSelectionRange(box.value.length, box.value.length);
  }, [focusKey]);

  /** Puts an emoji where the caret is, which then stands behind it. */
  const insert = (emoji: string): void => {
    const box = ref.current;
    const from = box?.selectionStart ?? value.length;
    write(value.slice(0, from) + emoji + value.slice(box?.selectionEnd ?? from), from + emoji.length);
  };
  const write = (text: string, caret: number): void => {
    props.onInput(text);
    setCaret(caret);
    requestAnimationFrame(() => ref.current?.setSelectionRange(caret, caret));
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter that ends an input method's composition belongs to the input method (229: older WebKit).
    if (event.isComposing || event.keyCode === 229) return;
    const list = mentionKeys.current;
    if (list && ["ArrowUp", "ArrowDown", "Escape"].includes(event.key)) {
      event.preventDefault();
      if (event.key === "Escape") list.close();
      else list.move(event.key === "ArrowUp" ? -1 : 1);
    } else if (list && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey))) {
      if (list.take()) event.preventDefault();
    } else if (event.key === "Enter" && !event.shiftKey && !touch()) {
      event.preventDefault();
      if (ready) props.onSend();
    } else if (event.key === "Escape" && picking) {
      event.preventDefault();
      setPicking(false);
    } else if (event.key === "Escape" && editing) {
      event.preventDefault();
      props.onCancelEdit();
    } else if (event.key === "ArrowUp" && value === "" && !editing) {
      event.preventDefault();
      props.onEditLast();
    }
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) props.onSend();
        ref.current?.focus();
      }}
    >
      {editing && (
        <div class="composer-editing" data-testid="editing">
          <Icon name="edit" size={18} />
          <span class="grow">{t("chat.editing")}</span>
          <button
            type="button"
            class="icon-button"
            data-testid="edit-cancel"
            aria-label={t("chat.cancel-edit")}
            onClick={props.onCancelEdit}
          >
            <Icon name="close" size={18} />
          </button>
        </div>
      )}
      {props.reply !== null && (
        <div class="composer-editing" data-testid="replying">
          <Icon name="reply" size={18} />
          <span class="grow">{t("chat.replying", { text: props.reply })}</span>
          <button
            type="button"
            class="icon-button"
            data-testid="reply-cancel"
            aria-label={t("chat.cancel-reply")}
            onClick={props.onCancelReply}
          >
            <Icon name="close" size={18} />
          </button>
        </div>
      )}
      {props.group && value.includes("@") && (
        <Mentions
          {...{ chat: props.group.chat, picks: props.group.picks, value, caret }}
          onPick={(text, caret, pick) => {
            props.group?.onPick(pick);
            write(text, caret);
          }}
          onKeys={(keys) => (mentionKeys.current = keys)}
        />
      )}
      <div class="composer-line">
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          data-testid="attach-input"
          onChange={(event) => {
            props.onFiles([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
        {recording ? (
          <VoiceBar voice={voice} recording={recording} />
        ) : (
          <>
            {!editing && (
              <button
                type="button"
                class="icon-button"
                data-testid="attach"
                aria-label={t("media.attach")}
                onClick={() => picker.current?.click()}
              >
                <Icon name="attach" />
              </button>
            )}
            <textarea
              ref={ref}
              data-testid="composer"
              rows={1}
              dir="auto"
              placeholder={t("chat.message-to")}
              aria-label={t("chat.message-to")}
              enterkeyhint={touch() ? "enter" : "send"}
              value={value}
              onInput={(event) => {
                setCaret(event.currentTarget.selectionStart);
                props.onInput(event.currentTarget.value);
              }}
              onKeyUp={(event) => setCaret(event.currentTarget.selectionStart)}
              onClick={(event) => setCaret(event.currentTarget.selectionStart)}
              onKeyDown={onKeyDown}
              onPaste={(event) => {
                const files = [...(event.clipboardData?.files ?? [])];
                if (files.length === 0 || editing) return;
                event.preventDefault();
                props.onFiles(files);
              }}
            />
            <button
              type="button"
              class="icon-button"
              data-testid="emoji-open"
              aria-label={t("chat.emoji")}
              aria-expanded={picking}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => setPicking(!picking)}
            >
              <Icon name="smile" />
            </button>
          </>
        )}
        {!editing && value.trim() === "" ? (
          <button
            type="button"
            class={recording ? "send voice-button" : "icon-button voice-button"}
            data-testid="voice"
            aria-label={recording && !voice.held ? t("voice.send") : t("voice.record")}
            {...voice.button}
          >
            <Icon name={recording && !voice.held ? "send" : "microphone"} />
          </button>
        ) : (
          <button
            class="send"
            data-testid="send"
            aria-label={editing ? t("chat.save") : t("chat.send")}
            disabled={!ready}
            // Keeps the focus in the text, so that a phone's keyboard stays.
            onPointerDown={(event) => event.preventDefault()}
          >
            <Icon name={editing ? "check" : "send"} />
          </button>
        )}
      </div>
      {picking && <EmojiPicker onPick={insert} />}
      {over > 0 && (
        <p class="composer-note" role="alert">
          {t("chat.too-long", { n: over })}
        </p>
      )}
    </form>
  );
}
