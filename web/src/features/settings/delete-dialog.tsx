// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { useClient } from "../../ui/client-context";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { errorText, t } from "../../ui/i18n";

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
    if (failure.code === "WRONG_CREDENTIALS") setError(t("settings.wrong-password"));
    else setError(failure.code === "CONFLICT" ? t("settings.last-admin") : errorText(failure.code));
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
          <button type="button" class="button quiet" onClick={onClose}>
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
