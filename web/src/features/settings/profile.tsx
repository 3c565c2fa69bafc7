// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { RequestOf } from "../../proto/methods";
import { useGodwit, useMember } from "../../ui/client-context";
import { Field } from "../../ui/field";
import { errorText, t } from "../../ui/i18n";
import { PictureChoice } from "../../ui/picture-choice";
import { toast } from "../../ui/toast";
import "../../ui/later-texts";

/** What others see of the person: picture, name, a line about themselves. */
export function Profile() {
  const member = useMember();
  const self = useGodwit().self.value;
  const [busy, setBusy] = useState(false);
  const save = async (profile: RequestOf<"setProfile">): Promise<boolean> => {
    if (!member) return false;
    setBusy(true);
    const answer = await member.setProfile(profile);
    setBusy(false);
    toast(answer.ok ? t("settings.saved") : errorText(answer.failure.code));
    return answer.ok;
  };
  return (
    <div class="page profile">
      <PictureChoice
        user={self}
        name={self.name}
        testid="settings-avatar"
        busy={busy}
        onSave={(avatar) => save({ avatar })}
      />
      <Line
        key={`name ${self.name}`}
        label={t("settings.name")}
        testid="settings-name"
        value={self.name}
        maxLength={64}
        needed
        busy={busy}
        onSave={(name) => void save({ name })}
      />
      <Line
        key={`signature ${self.signature}`}
        label={t("settings.signature")}
        hint={t("settings.signature-hint")}
        testid="settings-signature"
        value={self.signature ?? ""}
        maxLength={140}
        busy={busy}
        onSave={(signature) => void save({ signature })}
      />
    </div>
  );
}

interface LineProps {
  label: string;
  hint?: string;
  testid: string;
  value: string;
  /** Code points. */
  maxLength: number;
  needed?: boolean;
  busy: boolean;
  onSave(value: string): void;
}

function Line({ label, hint, testid, value, maxLength, needed = false, busy, onSave }: LineProps) {
  const [text, setText] = useState(value);
  const trimmed = text.trim();
  const over = [...trimmed].length > maxLength;
  const same = trimmed === value || (needed && trimmed === "") || over;
  return (
    <form
      class="form beside"
      onSubmit={(event) => {
        event.preventDefault();
        if (!same) onSave(trimmed);
      }}
    >
      <Field
        label={label}
        testid={testid}
        value={text}
        onInput={setText}
        error={over ? errorText("INVALID") : undefined}
        {...(hint ? { hint } : {})}
      />
      <button class="button quiet" data-testid={`${testid}-save`} disabled={busy || same}>
        {t("settings.save")}
      </button>
    </form>
  );
}
