// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { Settings } from "../../proto/people";
import { useGodwit, useMember } from "../../ui/client-context";
import { errorText, t } from "../../ui/i18n";
import { Switch } from "../../ui/switch";
import { toast } from "../../ui/toast";
import "../../ui/later-texts";

/** What others may see and do. The server keeps it, so it holds on all devices. */
export function Privacy() {
  const member = useMember();
  const known = useGodwit().settings.value;
  const [busy, setBusy] = useState(false);
  const change = async (part: Partial<Settings>): Promise<void> => {
    if (!member || !known) return;
    setBusy(true);
    const answer = await member.setSettings({ ...known, ...part });
    setBusy(false);
    if (!answer.ok) toast(errorText(answer.failure.code));
  };
  const off = busy || !known;
  return (
    <div class="page switches">
      <Switch
        label={t("settings.invisible")}
        hint={t("settings.invisible-hint")}
        testid="privacy-invisible"
        on={known?.invisible ?? false}
        disabled={off}
        onChange={(invisible) => void change({ invisible })}
      />
      <Switch
        label={t("settings.read-receipts")}
        hint={t("settings.read-receipts-hint")}
        testid="privacy-read-receipts"
        on={known ? !known.hideRead : false}
        disabled={off}
        onChange={(shown) => void change({ hideRead: !shown })}
      />
      <Switch
        label={t("settings.findable")}
        hint={t("settings.findable-hint")}
        testid="privacy-findable"
        on={known ? !known.unlisted : false}
        disabled={off}
        onChange={(findable) => void change({ unlisted: !findable })}
      />
      {!known && (
        <p class="faint" role="status">
          {t("settings.waiting")}
        </p>
      )}
    </div>
  );
}
