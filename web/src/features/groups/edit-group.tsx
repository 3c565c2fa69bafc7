// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { Chat } from "../../model/state";
import { atLeast, type Group, type GroupRules } from "../../proto/groups";
import { GroupRole } from "../../proto/gen/godwit/v1/entry_pb";
import { useMember } from "../../ui/client-context";
import { Field } from "../../ui/field";
import { t } from "../../ui/i18n";
import { PictureChoice } from "../../ui/picture-choice";
import { Switch } from "../../ui/switch";
import { change } from "./ask";

const SLOW_S = 30;

/** Name and texts. */
export function EditGroup({ chat, group, onDone }: { chat: Chat; group: Group; onDone(): void }) {
  const member = useMember();
  const [name, setName] = useState(group.name);
  const [description, setDescription] = useState(group.description);
  const [notice, setNotice] = useState(group.notice);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const profile = {
      ...(name.trim() !== group.name ? { name: name.trim() } : {}),
      ...(description.trim() !== group.description ? { description: description.trim() } : {}),
      ...(notice.trim() !== group.notice ? { notice: notice.trim() } : {}),
    };
    if (Object.keys(profile).length === 0 || (await change(member, "setGroup", chat.log, profile))) onDone();
  };
  return (
    <form class="group-form" onSubmit={(event) => void submit(event)}>
      <PictureChoice
        user={chat.peer}
        name={group.name}
        testid="group-avatar"
        busy={false}
        onSave={(avatar) => change(member, "setGroup", chat.log, { avatar })}
      />
      <Field label={t("group.name")} testid="group-edit-name" value={name} onInput={setName} maxLength={64} />
      <Area
        label={t("group.description")}
        testid="group-edit-description"
        value={description}
        onInput={setDescription}
      />
      <Area label={t("group.notice")} testid="group-edit-notice" value={notice} onInput={setNotice} />
      <div class="group-actions">
        <button class="button" data-testid="group-save" disabled={name.trim() === ""}>
          {t("group.save")}
        </button>
        <button type="button" class="button quiet" onClick={onDone}>
          {t("group.cancel")}
        </button>
      </div>
    </form>
  );
}

interface AreaProps {
  label: string;
  testid: string;
  value: string;
  onInput(value: string): void;
}

function Area({ label, testid, value, onInput }: AreaProps) {
  return (
    <label class="group-area">
      {label}
      <textarea data-testid={testid} value={value} onInput={(event) => onInput(event.currentTarget.value)} />
    </label>
  );
}

/** What the group allows, for those who lead it. */
export function Rules({ chat, group }: { chat: Chat; group: Group }) {
  const member = useMember();
  const { rules } = group;
  const wire = (role: GroupRules["send"]): GroupRole => (atLeast(role, "admin") ? GroupRole.ADMIN : GroupRole.MEMBER);
  const set = (part: Partial<GroupRules>): void => {
    const next = { ...rules, ...part };
    const { send, invite, editProfile, mentionAll = "admin", pin = "admin" } = next;
    const roles = { send: wire(send), invite: wire(invite), editProfile: wire(editProfile) };
    void change(member, "setGroup", chat.log, {
      rules: { ...next, ...roles, mentionAll: wire(mentionAll), pin: wire(pin) },
    });
  };
  const admins = (on: boolean): GroupRules["send"] => (on ? "admin" : "member");
  const closed = (role: GroupRules["send"]): boolean => atLeast(role, "admin");
  return (
    <section class="switches">
      <h2 class="section-title">{t("group.rules")}</h2>
      <Switch
        label={t("group.rule-send")}
        testid="rule-send"
        on={closed(rules.send)}
        onChange={(on) => set({ send: admins(on) })}
      />
      <Switch
        label={t("group.rule-invite")}
        testid="rule-invite"
        on={closed(rules.invite)}
        onChange={(on) => set({ invite: admins(on) })}
      />
      <Switch
        label={t("group.rule-edit")}
        testid="rule-edit"
        on={closed(rules.editProfile)}
        onChange={(on) => set({ editProfile: admins(on) })}
      />
      <Switch
        label={t("group.rule-approval")}
        testid="rule-approval"
        on={rules.joinApproval}
        onChange={(joinApproval) => set({ joinApproval })}
      />
      <Switch
        label={t("group.rule-history")}
        testid="rule-history"
        on={rules.historyForNew}
        onChange={(historyForNew) => set({ historyForNew })}
      />
      <Switch
        label={t("group.rule-hidden")}
        testid="rule-hidden"
        on={rules.membersHidden}
        onChange={(membersHidden) => set({ membersHidden })}
      />
      <Switch
        label={t("group.rule-mention-all")}
        testid="rule-mention-all"
        on={closed(rules.mentionAll ?? "admin")}
        onChange={(on) => set({ mentionAll: admins(on) })}
      />
      <Switch
        label={t("group.rule-pin")}
        testid="rule-pin"
        on={closed(rules.pin ?? "admin")}
        onChange={(on) => set({ pin: admins(on) })}
      />
      <Switch
        label={t("group.rule-slow")}
        testid="rule-slow"
        on={rules.slowModeS > 0}
        onChange={(on) => set({ slowModeS: on ? SLOW_S : 0 })}
      />
    </section>
  );
}
