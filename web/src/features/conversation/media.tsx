// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useState } from "preact/hooks";
import { thumbHashToDataURL } from "thumbhash";
import type { Message } from "../../model/fold";
import { previewOf } from "../../ui/preview";
import { useGodwit, useMember } from "../../ui/client-context";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
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
  const member = useMember();
  const { media, item } = message;
  const open = state.mediaOpened.value > 0;
  const source = useSource(message, open);
  const small = usePlaceholder(media && "thumbHash" in media ? media.thumbHash : null);
  if (!media) return null;
  const at = (id: string): string | undefined => (open && id ? `/media/${id}` : undefined);
  const part = item ? state.uploads.value.get(item.clientId) : undefined;
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
      {item && !item.failure && part !== undefined && (
        <div class="media-progress">
          <progress data-testid="upload-progress" value={part} max={1} aria-label={t("media.uploading")} />
          <button
            type="button"
            class="icon-button"
            data-testid="upload-cancel"
            aria-label={t("media.cancel")}
            onClick={() => member?.discard(item.clientId)}
          >
            <Icon name="close" size={18} />
          </button>
        </div>
      )}
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
