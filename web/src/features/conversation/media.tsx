// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import type { Message } from "../../model/fold";
import { previewOf } from "../../ui/preview";
import { useGodwit, useMember } from "../../ui/client-context";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import "./media.css";

/** The media of a message; its room is kept before it loads. */
export function Media({ message }: { message: Message }) {
  const state = useGodwit();
  const member = useMember();
  const { media, item } = message;
  const own = item?.media?.files.find((file) => file.slot === "file")?.bytes ?? null;
  const local = useObjectUrl(own);
  if (!media) return null;
  const open = state.mediaOpened.value > 0;
  const at = (id: string): string | undefined => (open && id ? `/media/${id}` : undefined);
  const source = local ?? at(media.file.id);
  const part = item ? state.uploads.value.get(item.clientId) : undefined;
  return (
    <div class="media" data-testid="media" data-kind={media.kind}>
      {media.kind === "picture" && (
        <a class="media-picture" {...(source ? { href: source } : {})} target="_blank" rel="noopener">
          <img
            width={media.width}
            height={media.height}
            src={local ?? at(media.thumbnail?.id ?? media.file.id)}
            alt={media.caption || previewOf(media)}
          />
        </a>
      )}
      {media.kind === "video" && (
        <video
          controls
          preload="none"
          width={media.width}
          height={media.height}
          src={source}
          poster={at(media.poster?.id ?? "")}
          aria-label={previewOf(media)}
        />
      )}
      {media.kind === "voice" && <audio controls preload="none" src={source} aria-label={previewOf(media)} />}
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

function useObjectUrl(bytes: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!bytes) return setUrl(null);
    const made = URL.createObjectURL(bytes);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return url;
}
