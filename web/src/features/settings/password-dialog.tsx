// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { useMember } from "../../ui/client-context";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { errorText, t } from "../../ui/i18n";
import { toast } from "../../ui/toast";

export function PasswordDialog({ onClose }: { onClose(): void }) {
  const member = useMember();
  const [oldPassword, setOld] = useState("");
  const [newPassword, setNew] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!member) return;
    setBusy(true);
    const answer = await member.call("changePassword", { oldPassword, newPassword });
    setBusy(false);
    if (!answer.ok) {
      const wrong = answer.failure.code === "WRONG_CREDENTIALS";
      return setError(wrong ? t("settings.wrong-password") : errorText(answer.failure.code));
    }
    toast(t("settings.password-done"));
    onClose();
  };
  return (
    <Dialog label={t("settings.password")} onClose={onClose}>
      <h2 class="dialog-title">{t("settings.password")}</h2>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <Field
          label={t("settings.old-password")}
          testid="settings-old-password"
          type="password"
          value={oldPassword}
          onInput={setOld}
          error={error || undefined}
          autocomplete="current-password"
        />
        <Field
          label={t("settings.new-password")}
          testid="settings-new-password"
          type="password"
          value={newPassword}
          onInput={setNew}
          hint={t("auth.password-hint")}
          autocomplete="new-password"
        />
        <p class="faint">{t("settings.password-note")}</p>
        <div class="dialog-actions">
          <button type="button" class="button quiet" onClick={onClose}>
            {t("common.cancel")}
          </button>
          <button
            class="button"
            data-testid="settings-password-save"
            disabled={busy || !oldPassword || newPassword.length < 8}
          >
            {t("settings.save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
