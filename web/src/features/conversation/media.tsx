// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { thumbHashToDataURL } from "thumbhash";
import type { Message } from "../../model/fold";
import { isUploaded, type OutboxItem } from "../../sync/outbox";
import { previewOf } from "../../ui/preview";
import { useGodwit, useMember } from "../../ui/client-context";
import { errorText, t, type MessageKey } from "../../ui/i18n";
import { Icon, type IconName } from "../../ui/icon";
import { VoicePlayer } from "./voice-player";
import "./media.css";

interface MediaProps {
  message: Message;
  /** Shows a picture over the whole screen. */
  onView?: ((message: Message) => void) | undefined;
}

/** The media of a message; its room is kept before it loads. */
export function Media({ message, onView }: MediaProps) {
  const state = useGodwit();
  const { media, item } = message;
  const open = state.mediaOpened.value > 0;
  const source = useSource(message, open);
  const broken = useRef(false);
  const [again, setAgain] = useState(0);
  const opened = state.mediaOpened.value;
  // A picture that did not come is asked for again once the server lets this browser in again.
  useEffect(() => {
    if (broken.current) setAgain(opened);
    broken.current = false;
  }, [opened]);
  const small = usePlaceholder(media && "thumbHash" in media ? media.thumbHash : null);
  if (!media) return null;
  const at = (id: string): string | undefined => (open && id ? `/media/${id}` : undefined);
  const waits = item && (item.failure !== null || !isUploaded(item));
  return (
    <div class="media" data-testid="media" data-kind={media.kind}>
      {media.kind === "picture" && (
        <button
          type="button"
          class="media-picture"
          data-testid="picture"
          aria-label={t("media.view", { text: media.caption || t("media.picture") })}
          onClick={() => onView?.(message)}
        >
          <img
            key={again}
            onError={() => (broken.current = true)}
            width={media.width}
            height={media.height}
            src={item ? source : at(media.thumbnail?.id ?? media.file.id)}
            alt=""
            decoding="async"
            style={small ? { backgroundImage: `url(${small})` } : {}}
          />
        </button>
      )}
      {media.kind === "video" && (
        <video
          controls
          preload="none"
          width={media.width}
          height={media.height}
          src={source}
          poster={at(media.poster?.id ?? "") ?? small}
          aria-label={previewOf(media)}
        />
      )}
      {media.kind === "voice" && <VoicePlayer name={message.key} media={media} source={source} />}
      {media.kind === "document" && (
        <a class="media-file" {...(source ? { href: source } : {})} download={media.name}>
          <Icon name="file" />
          <span>
            {media.name}
            <small>{sizeText(media.file.size)}</small>
          </span>
        </a>
      )}
      {waits && <UploadBar item={item} part={state.uploads.value.get(item.clientId) ?? 0} />}
    </div>
  );
}

/** How far an upload is, and what may be done with it. */
function UploadBar({ item, part }: { item: OutboxItem; part: number }) {
  const member = useMember();
  const act = (name: string, icon: IconName, label: MessageKey, run: (id: string) => void) => (
    <button
      type="button"
      class="icon-button"
      data-testid={name}
      aria-label={t(label)}
      onClick={() => run(item.clientId)}
    >
      <Icon name={icon} size={18} />
    </button>
  );
  if (item.failure)
    return (
      <div class="media-progress">
        <small class="grow danger">{errorText(item.failure)}</small>
        {act("upload-retry", "retry", "menu.retry", (id) => member?.retry(id))}
        {act("upload-discard", "close", "menu.delete", (id) => member?.discard(id))}
      </div>
    );
  return (
    <div class="media-progress" data-paused={item.paused === true}>
      <progress data-testid="upload-progress" value={part} max={1} aria-label={t("media.uploading")} />
      {item.paused
        ? act("upload-resume", "play", "media.resume", (id) => member?.holdUpload(id, false))
        : act("upload-pause", "pause", "media.pause", (id) => member?.holdUpload(id, true))}
      {act("upload-cancel", "close", "media.cancel", (id) => member?.discard(id))}
    </div>
  );
}

export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Where the whole file is: here while it is being sent, else at the server; undefined = not to be had now. */
export function useSource({ media, item }: Message, open: boolean): string | undefined {
  const local = useObjectUrl(item?.media?.files.find((file) => file.slot === "file")?.bytes ?? null);
  const id = media?.file.id ?? "";
  return local ?? (open && id ? `/media/${id}` : undefined);
}

/** The blurred stand-in of a picture that has not come yet. */
function usePlaceholder(hash: Uint8Array | null): string | undefined {
  const text = hash?.join() ?? "";
  return useMemo(() => {
    // Anyone may have made the hash: the shortest that can be read has 5 bytes.
    if (!hash || hash.length < 5) return undefined;
    try {
      return thumbHashToDataURL(hash);
    } catch {
      return undefined;
    }
  }, [text]);
}

export function useObjectUrl(bytes: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!bytes) return setUrl(null);
    const made = URL.createObjectURL(bytes);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return url;
}
