// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { User } from "../proto/people";
import { Avatar } from "./avatar";
import { useMember } from "./client-context";
import { CropDialog } from "./crop-dialog";
import { errorText, t } from "./i18n";
import { Icon } from "./icon";
import "./later-texts";
import "./picture-choice.css";
import { toast } from "./toast";

interface PictureChoiceProps {
  user: Pick<User, "avatar" | "deleted" | "id">;
  name: string;
  testid: string;
  busy: boolean;
  /** With the id of the upload, or empty for none. */
  onSave(avatar: string): Promise<boolean>;
}

/** The picture of a person or a group, and changing it: chosen, cut to a square, uploaded. */
export function PictureChoice({ user, name, testid, busy, onSave }: PictureChoiceProps) {
  const member = useMember();
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
    <div class="picture-choice">
      <Avatar user={user} name={name} size="large" />
      <div class="picture-choice-actions">
        <label class="button quiet small">
          <Icon name="camera" size={20} />
          {user.avatar ? t("settings.avatar-change") : t("settings.avatar-choose")}
          <input
            type="file"
            class="off-screen"
            accept="image/*"
            data-testid={testid}
            disabled={busy}
            onChange={(event) => {
              void choose(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
        </label>
        {user.avatar && (
          <button
            type="button"
            class="button plain small"
            data-testid={`${testid}-remove`}
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
