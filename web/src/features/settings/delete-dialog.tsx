// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { Failure } from "../../proto/methods";
import { useClient } from "../../ui/client-context";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { errorText, t } from "../../ui/i18n";

function reason(code: Failure["code"]): string {
  if (code === "WRONG_CREDENTIALS") return t("settings.wrong-password");
  return code === "CONFLICT" ? t("settings.delete-last-admin") : errorText(code);
}

/** Says what goes and what stays, and asks for the password. */
export function DeleteDialog({ onClose }: { onClose(): void }) {
  const client = useClient();
  const [password, setPassword] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError("");
    const failure = await client.deleteAccount(password);
    if (!failure) return;
    setBusy(false);
    setError(reason(failure.code));
  };
  return (
    <Dialog label={t("settings.delete")} onClose={onClose}>
      <h2 class="dialog-title">{t("settings.delete-question")}</h2>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <p>{t("settings.delete-text")}</p>
        <Field
          label={t("settings.delete-password")}
          testid="settings-delete-password"
          type="password"
          value={password}
          onInput={setPassword}
          error={error || undefined}
          autocomplete="current-password"
        />
        <div class="dialog-actions">
          <button type="button" class="button quiet" data-testid="dialog-cancel" onClick={onClose}>
            {t("common.cancel")}
          </button>
          <button class="button danger" data-testid="settings-delete-yes" disabled={busy || !password}>
            {t("settings.delete-yes")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
