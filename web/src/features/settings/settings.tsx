// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { Avatar } from "../../ui/avatar";
import { useClient, useGodwit, useMember } from "../../ui/client-context";
import { Dialog, Question } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { chooseLanguage, errorText, language, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { chooseTheme, theme } from "../../ui/theme";
import { toast } from "../../ui/toast";
import "./settings.css";

export function Settings() {
  const client = useClient();
  const state = useGodwit();
  const [dialog, setDialog] = useState<"password" | "log-out" | null>(null);
  const self = state.self.value;
  const unsent = state.outbox.value.filter((item) => item.seq === 0).length;
  return (
    <div class="settings">
      <div class="settings-self">
        <Avatar id={self.id} name={self.name} size="large" />
        <div>
          <p class="person-name" data-testid="settings-self-name">
            {self.name}
          </p>
          <p class="person-handle" data-testid="settings-handle">
            @{self.handle}
          </p>
        </div>
      </div>
      <section class="group">
        <h2 class="section-title">{t("settings.profile")}</h2>
        <ProfileForm key={self.name} name={self.name} />
      </section>
      <section class="group">
        <h2 class="section-title">{t("settings.appearance")}</h2>
        <Choice
          label={t("settings.theme")}
          testid="settings-theme"
          value={theme.value}
          options={[
            ["system", t("settings.theme-system")],
            ["light", t("settings.theme-light")],
            ["dark", t("settings.theme-dark")],
          ]}
          onChoose={chooseTheme}
        />
        <Choice
          label={t("settings.language")}
          testid="settings-language"
          value={language.value}
          options={[
            ["en", "English"],
            ["zh-CN", "简体中文"],
          ]}
          onChoose={chooseLanguage}
        />
      </section>
      <section class="group">
        <h2 class="section-title">{t("settings.security")}</h2>
        <button type="button" class="row action" data-testid="settings-password" onClick={() => setDialog("password")}>
          <Icon name="lock" size={20} />
          <span class="grow">{t("settings.password")}</span>
          <Icon name="next" size={18} />
        </button>
        <button
          type="button"
          class="row action danger"
          data-testid="settings-log-out"
          onClick={() => setDialog("log-out")}
        >
          <Icon name="log-out" size={20} />
          {t("settings.log-out")}
        </button>
      </section>
      {dialog === "password" && <PasswordDialog onClose={() => setDialog(null)} />}
      {dialog === "log-out" && (
        <Question
          text={t("settings.log-out-question")}
          {...(unsent > 0 ? { note: t("settings.log-out-unsent", { n: unsent }) } : {})}
          action={t("settings.log-out")}
          onYes={() => void client.logOut()}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}

function ProfileForm({ name: current }: { name: string }) {
  const member = useMember();
  const [name, setName] = useState(current);
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!member) return;
    setBusy(true);
    const answer = await member.setName(name.trim());
    setBusy(false);
    toast(answer.ok ? t("settings.saved") : errorText(answer.failure.code));
  };
  const same = name.trim() === current || name.trim() === "";
  return (
    <form class="form beside" onSubmit={(event) => void submit(event)}>
      <Field label={t("settings.name")} testid="settings-name" value={name} onInput={setName} maxLength={64} />
      <button class="button quiet" data-testid="settings-name-save" disabled={busy || same}>
        {t("settings.save")}
      </button>
    </form>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  testid: string;
  value: T;
  options: [value: T, label: string][];
  onChoose(value: T): void;
}

function Choice<T extends string>({ label, testid, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <div class="choice" role="radiogroup" aria-label={label} data-testid={testid}>
      <span class="choice-label">{label}</span>
      <div class="segments">
        {options.map(([option, text]) => (
          <button
            key={option}
            type="button"
            role="radio"
            aria-checked={value === option}
            class={value === option ? "segment chosen" : "segment"}
            data-testid={`${testid}-${option.toLowerCase()}`}
            onClick={() => onChoose(option)}
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}

function PasswordDialog({ onClose }: { onClose(): void }) {
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
