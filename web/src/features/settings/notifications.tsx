// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { chooseSound, soundOn } from "../../ui/sound";
import { chooseNotifications, notificationState } from "../../ui/notification";
import { t } from "../../ui/i18n";
import { Switch } from "../../ui/switch";
import "../../ui/later-texts";

/** Choices of this browser. */
export function Notifications() {
  const [busy, setBusy] = useState(false);
  const state = notificationState.value;
  const hints = {
    none: t("settings.system-none"),
    denied: t("settings.system-denied"),
    on: t("settings.system-hint"),
    off: t("settings.system-hint"),
  };
  return (
    <div class="page switches">
      <Switch
        label={t("settings.sound")}
        hint={t("settings.sound-hint")}
        testid="notifications-sound"
        on={soundOn.value}
        onChange={chooseSound}
      />
      <Switch
        label={t("settings.system")}
        hint={hints[state]}
        testid="notifications-system"
        on={state === "on"}
        disabled={busy || state === "none" || state === "denied"}
        onChange={(on) => {
          setBusy(true);
          void chooseNotifications(on).finally(() => setBusy(false));
        }}
      />
    </div>
  );
}
