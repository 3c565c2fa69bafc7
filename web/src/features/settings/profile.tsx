// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { RequestOf } from "../../proto/methods";
import { Avatar } from "../../ui/avatar";
import { useGodwit, useMember } from "../../ui/client-context";
import { Field } from "../../ui/field";
import { errorText, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { toast } from "../../ui/toast";
import { CropDialog } from "./crop-dialog";
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
      <Picture busy={busy} onSave={(avatar) => save({ avatar })} />
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

interface PictureProps {
  busy: boolean;
  onSave(avatar: string): Promise<boolean>;
}

function Picture({ busy, onSave }: PictureProps) {
  const member = useMember();
  const self = useGodwit().self.value;
  const [source, setSource] = useState<ImageBitmap | null>(null);
  const choose = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      setSource(await createImageBitmap(file, { imageOrientation: "from-image" }));
    } catch {
      toast(t("settings.avatar-unreadable"));
    }
  };
  const close = (): void => {
    source?.close();
    setSource(null);
  };
  const use = async (picture: Blob): Promise<void> => {
    const uploaded = await member?.upload(picture);
    if (!uploaded) return;
    if (!uploaded.ok) return toast(errorText(uploaded.failure.code));
    if (await onSave(uploaded.id)) close();
  };
  return (
    <div class="profile-picture">
      <Avatar user={self} name={self.name} size="large" />
      <div class="profile-picture-actions">
        <label class="button quiet small">
          <Icon name="camera" size={20} />
          {self.avatar ? t("settings.avatar-change") : t("settings.avatar-choose")}
          <input
            type="file"
            class="off-screen"
            accept="image/*"
            data-testid="settings-avatar"
            disabled={busy}
            onChange={(event) => {
              void choose(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
        </label>
        {self.avatar && (
          <button
            type="button"
            class="button plain small"
            data-testid="settings-avatar-remove"
            disabled={busy}
            onClick={() => void onSave("")}
          >
            {t("settings.avatar-remove")}
          </button>
        )}
      </div>
      {source && <CropDialog source={source} onUse={use} onClose={close} />}
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
