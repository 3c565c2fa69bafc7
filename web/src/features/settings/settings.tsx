// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { Avatar } from "../../ui/avatar";
import { useClient, useGodwit } from "../../ui/client-context";
import { Question } from "../../ui/dialog";
import { chooseLanguage, language, t } from "../../ui/i18n";
import { Icon, type IconName } from "../../ui/icon";
import { go, route } from "../../ui/route";
import { chooseTheme, theme } from "../../ui/theme";
import { DeleteDialog } from "./delete-dialog";
import { PasswordDialog } from "./password-dialog";
import "../../ui/later-texts";
import "./settings.css";

export function Settings() {
  const client = useClient();
  const state = useGodwit();
  const [dialog, setDialog] = useState<"password" | "log-out" | "delete" | null>(null);
  const self = state.self.value;
  const unsent = state.outbox.value.filter((item) => item.seq === 0).length;
  return (
    <div class="settings">
      <button
        type="button"
        class={route.value.screen === "profile" ? "row settings-self selected" : "row settings-self"}
        aria-current={route.value.screen === "profile" ? "page" : undefined}
        data-testid="settings-profile"
        onClick={() => go({ screen: "profile" })}
      >
        <Avatar user={self} name={self.name} size="large" />
        <span class="row-text">
          <span class="person-name" data-testid="settings-self-name">
            {self.name}
          </span>
          <span class="person-handle" data-testid="settings-handle">
            @{self.handle}
          </span>
          {self.signature && (
            <span class="row-preview" dir="auto">
              {self.signature}
            </span>
          )}
        </span>
        <Icon name="next" size={18} />
      </button>
      <section class="group">
        <Door screen="privacy" icon="eye" />
        <Door screen="notifications" icon="bell" />
        <Door screen="devices" icon="device" />
        <Door screen="link" icon="scan" />
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
        <button type="button" class="row action" data-testid="settings-log-out" onClick={() => setDialog("log-out")}>
          <Icon name="log-out" size={20} />
          {t("settings.log-out")}
        </button>
        <button
          type="button"
          class="row action danger"
          data-testid="settings-delete"
          onClick={() => setDialog("delete")}
        >
          <Icon name="delete" size={20} />
          {t("settings.delete")}
        </button>
      </section>
      {dialog === "password" && <PasswordDialog onClose={() => setDialog(null)} />}
      {dialog === "delete" && <DeleteDialog onClose={() => setDialog(null)} />}
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

/** Leads to a page of its own. */
function Door({ screen, icon }: { screen: "privacy" | "notifications" | "devices" | "link"; icon: IconName }) {
  const here = route.value.screen === screen;
  return (
    <button
      type="button"
      class={here ? "row action selected" : "row action"}
      data-testid={`settings-${screen}`}
      aria-current={here ? "page" : undefined}
      onClick={() => go(screen === "link" ? { screen, link: "" } : { screen })}
    >
      <Icon name={icon} size={20} />
      <span class="grow">{t(`nav.${screen}`)}</span>
      <Icon name="next" size={18} />
    </button>
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
