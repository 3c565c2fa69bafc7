// SPDX-License-Identifier: Apache-2.0
// What was chosen, before it is sent: look, take away, caption, and which of it tells where it was made.
import { useEffect, useState } from "preact/hooks";
import type { MediaDraft } from "../../sync/outbox";
import { Dialog } from "../../ui/dialog";
import { t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import "../../ui/media-texts";
import { holdUnsent } from "../../ui/unsent";
import { captioned, mayHoldPicture, prepare, type Prepared } from "./prepare";
import { sizeText, useObjectUrl } from "./media";
import "./send-sheet.css";

const MAX_CAPTION_BYTES = 16_384;

interface SendSheetProps {
  files: File[];
  onSend(drafts: MediaDraft[]): void;
  onClose(): void;
}

interface Chosen {
  file: File;
  /** Of the form that is shown; null = being made. */
  prepared: Prepared | null;
  /** The person agreed to send what it tells. */
  agreed: boolean;
}

export function SendSheet({ files, onSend, onClose }: SendSheetProps) {
  const [original, setOriginal] = useState(false);
  const [caption, setCaption] = useState("");
  const [chosen, setChosen] = useState<Chosen[]>(() => files.map((file) => ({ file, prepared: null, agreed: false })));
  // For what this browser cannot draw anew there is nothing to choose but whether it goes.
  const unreadable = ({ prepared }: Chosen): boolean => prepared?.draft.body.kind === "document";
  const pictures = chosen.some((row) => mayHoldPicture(row.file) && !unreadable(row));
  usePrepared(files, original, setChosen);
  useEffect(() => holdUnsent(chosen.length), [chosen.length]);

  const over = new TextEncoder().encode(caption.trim()).length - MAX_CAPTION_BYTES;
  const asked = ({ prepared, agreed }: Chosen): boolean => !original && prepared?.keeps === "picture" && !agreed;
  const ready = over <= 0 && chosen.every((row) => row.prepared) && !chosen.some(asked);
  const change = (at: number, next: Partial<Chosen> | null): void => {
    const rows = chosen.flatMap((row, index) => (index === at ? (next ? [{ ...row, ...next }] : []) : [row]));
    if (rows.length === 0) onClose();
    else setChosen(rows);
  };
  const send = (): void => {
    const drafts = chosen.flatMap(({ prepared }) => (prepared ? [prepared.draft] : []));
    onClose();
    onSend(drafts.map((draft, at) => (at === 0 ? captioned(draft, caption.trim()) : draft)));
  };
  return (
    <Dialog label={t("send.title")} className="sheet send-sheet" onClose={onClose}>
      <form
        data-testid="send-sheet"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) send();
        }}
      >
        <h2 class="dialog-title">{t("send.title")}</h2>
        <ul class="send-files">
          {chosen.map((row, at) => (
            <Item
              key={`${files.indexOf(row.file)}`}
              row={row}
              original={original}
              onAgree={(agreed) => change(at, { agreed })}
              onRemove={() => change(at, null)}
            />
          ))}
        </ul>
        {chosen.some(({ prepared }) => prepared?.keeps === "video") && <p class="send-note">{t("send.video-keeps")}</p>}
        <label class="send-caption">
          {t("send.caption")}
          <textarea
            data-testid="send-caption"
            rows={2}
            dir="auto"
            value={caption}
            onInput={(event) => setCaption(event.currentTarget.value)}
          />
        </label>
        {over > 0 && (
          <p class="composer-note" role="alert">
            {t("chat.too-long", { n: over })}
          </p>
        )}
        {(pictures || original) && (
          <label class="send-choice">
            <input
              type="checkbox"
              data-testid="send-original"
              checked={original}
              onChange={(event) => setOriginal(event.currentTarget.checked)}
            />
            <span>
              {t("send.original")}
              <small>{original ? t("send.original-keeps") : t("send.original-not")}</small>
            </span>
          </label>
        )}
        <div class="dialog-actions">
          <button type="button" class="button quiet" data-testid="send-cancel" onClick={onClose}>
            {t("common.cancel")}
          </button>
          <button class="button" data-testid="send-files" disabled={!ready}>
            {chosen.every((row) => row.prepared) ? t("send.send", { n: chosen.length }) : t("send.preparing")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** One after another: a phone that decodes ten photographs at once runs out of memory. */
function usePrepared(
  files: File[],
  original: boolean,
  setChosen: (change: (rows: Chosen[]) => Chosen[]) => void,
): void {
  useEffect(() => {
    let here = true;
    setChosen((rows) => rows.map((row) => (mayHoldPicture(row.file) ? { ...row, prepared: null } : row)));
    void (async () => {
      for (const file of files) {
        if (!here) return;
        const prepared = await prepare(file, original);
        if (here) setChosen((rows) => rows.map((row) => (row.file === file ? { ...row, prepared } : row)));
      }
    })();
    return () => {
      here = false;
    };
  }, [original]);
}

interface ItemProps {
  row: Chosen;
  original: boolean;
  onAgree(agreed: boolean): void;
  onRemove(): void;
}

function Item({ row: { file, prepared, agreed }, original, onAgree, onRemove }: ItemProps) {
  const body = prepared?.draft.body;
  const shown = prepared?.draft.files.find(({ slot }) => slot !== "file") ?? prepared?.draft.files[0];
  const url = useObjectUrl(body?.kind === "picture" || body?.kind === "video" ? (shown?.bytes ?? null) : null);
  const size = prepared?.draft.files.find(({ slot }) => slot === "file")?.bytes.size ?? file.size;
  return (
    <li class="send-file" data-testid="send-file" data-kind={body?.kind ?? "preparing"}>
      {url ? (
        <img src={url} alt="" />
      ) : (
        <span class="send-icon">{prepared ? <Icon name="file" /> : <span class="spinner" />}</span>
      )}
      <div class="grow">
        <span class="send-name">{file.name}</span>
        <small>{prepared ? sizeText(size) : t("send.preparing")}</small>
      </div>
      <button
        type="button"
        class="icon-button"
        data-testid="send-remove"
        aria-label={t("send.remove", { name: file.name })}
        onClick={onRemove}
      >
        <Icon name="close" size={18} />
      </button>
      {prepared?.keeps === "picture" && !original && (
        <label class="send-choice danger">
          <input
            type="checkbox"
            data-testid="send-agree"
            checked={agreed}
            onChange={(event) => onAgree(event.currentTarget.checked)}
          />
          <span>{t("send.agree")}</span>
        </label>
      )}
    </li>
  );
}
