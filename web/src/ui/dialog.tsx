// SPDX-License-Identifier: Apache-2.0
// The native <dialog>: focus stays inside, Escape closes, the page behind is inert.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "./i18n";

interface DialogProps {
  label: string;
  onClose(): void;
  children: ComponentChildren;
  className?: string;
  /** Called when the dialog stands, to place it. */
  onShown?(dialog: HTMLDialogElement): void;
}

export function Dialog({ label, onClose, children, className = "sheet", onShown }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  // A long press that opened the dialog ends in a click on it: only a press that began outside of the body closes.
  const pressed = useRef(false);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    dialog.showModal();
    onShown?.(dialog);
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={ref}
      class={className}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        pressed.current = event.target === event.currentTarget;
      }}
      onClick={(event) => {
        if (pressed.current && event.target === event.currentTarget) onClose();
      }}
    >
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}

interface QuestionProps {
  text: string;
  note?: string;
  action: string;
  onYes(): void;
  onClose(): void;
}

export function Question({ text, note, action, onYes, onClose }: QuestionProps) {
  return (
    <Dialog label={text} onClose={onClose}>
      <p class="question-text">{text}</p>
      {note && <p class="question-note">{note}</p>}
      <div class="dialog-actions">
        <button type="button" class="button quiet" data-testid="question-no" onClick={onClose}>
          {t("common.cancel")}
        </button>
        <button
          type="button"
          class="button danger"
          data-testid="question-yes"
          onClick={() => {
            onClose();
            onYes();
          }}
        >
          {action}
        </button>
      </div>
    </Dialog>
  );
}
