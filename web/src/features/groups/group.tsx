// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { nicknameKey, type Chat } from "../../model/state";
import { atLeast, type Group } from "../../proto/groups";
import { Avatar } from "../../ui/avatar";
import { useGodwit, useMember } from "../../ui/client-context";
import { Decisions } from "../../ui/decisions";
import { Dialog, Question } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { t } from "../../ui/i18n";
import { go } from "../../ui/route";
import "../../ui/group-texts";
import { change } from "./ask";
import { Links, Wishes } from "./doors";
import { EditGroup, Rules } from "./edit-group";
import "./groups.css";
import { Members } from "./members";
import { PickContacts } from "./pick-contacts";

/** All there is to see and do about a group. */
export function GroupPage({ log }: { log: string }) {
  const chat = useGodwit().chat(log);
  if (!chat?.group) return <p class="page faint">{t("group.unknown")}</p>;
  return <Known chat={chat} group={chat.group} />;
}

function Known({ chat, group }: { chat: Chat; group: Group }) {
  const [editing, setEditing] = useState(false);
  const [adding, setAdding] = useState(false);
  const state = useGodwit();
  const nickname = state.nicknames.value.get(nicknameKey(chat.log, state.self.value.id)) ?? "";
  const role = chat.record.head.role ?? "none";
  const alive = role !== "none" && !group.dismissed;
  const may = (least: Group["rules"]["send"]): boolean => alive && atLeast(role, least);
  return (
    <div class="page group-page" data-testid="group-page" data-role={role}>
      <div class="group-head">
        <Avatar user={chat.peer} name={chat.name} size="large" />
        <h2 dir="auto">{chat.name}</h2>
        <span class="faint">
          {t(group.channel ? "group.title-channel" : "group.title")} · {t("group.members", { n: group.memberCount })}
        </span>
      </div>
      {editing ? (
        <EditGroup chat={chat} group={group} onDone={() => setEditing(false)} />
      ) : (
        <>
          <Text title={t("group.notice")} text={group.notice} testid="group-notice" />
          <Text title={t("group.description")} text={group.description} testid="group-description" />
        </>
      )}
      <div class="group-actions">
        {may(group.rules.editProfile) && !editing && (
          <button type="button" class="button small quiet" data-testid="group-edit" onClick={() => setEditing(true)}>
            {t("group.edit")}
          </button>
        )}
        {may(group.rules.invite) && (
          <button type="button" class="button small" data-testid="group-add" onClick={() => setAdding(true)}>
            {t("group.add")}
          </button>
        )}
      </div>
      {role !== "none" && <Decisions log={chat.log} />}
      {role !== "none" && <Wishes chat={chat} />}
      {role !== "none" && <Members chat={chat} />}
      {alive && <Nickname key={`nickname ${nickname}`} chat={chat} now={nickname} />}
      {may(group.rules.invite) && <Links log={chat.log} />}
      {may("admin") && <Rules chat={chat} group={group} />}
      {role !== "none" && <Ends chat={chat} owner={role === "owner"} group={group} />}
      {adding && <AddMembers log={chat.log} onClose={() => setAdding(false)} />}
    </div>
  );
}

function Text({ title, text, testid }: { title: string; text: string; testid: string }) {
  if (!text) return null;
  return (
    <section>
      <h2 class="section-title">{title}</h2>
      <p class="group-text" dir="auto" data-testid={testid}>
        {text}
      </p>
    </section>
  );
}

function AddMembers({ log, onClose }: { log: string; onClose(): void }) {
  const member = useMember();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const add = async (): Promise<void> => {
    if (await change(member, "addMembers", log, { users: [...picked] })) onClose();
  };
  return (
    <Dialog label={t("group.add")} onClose={onClose}>
      <PickContacts picked={picked} empty={t("group.no-contacts")} onPick={setPicked} />
      <button
        type="button"
        class="button"
        data-testid="group-add-yes"
        disabled={picked.size === 0}
        onClick={() => void add()}
      >
        {t("group.add")}
      </button>
    </Dialog>
  );
}

function Nickname({ chat, now }: { chat: Chat; now: string }) {
  const member = useMember();
  const [nickname, setNickname] = useState(now);
  const submit = (event: Event): void => {
    event.preventDefault();
    void change(member, "setNickname", chat.log, { nickname: nickname.trim() });
  };
  return (
    <form class="group-form" onSubmit={submit}>
      <Field
        label={t("group.nickname")}
        testid="group-nickname"
        value={nickname}
        onInput={setNickname}
        maxLength={64}
      />
      <div class="group-actions">
        <button class="button small quiet" data-testid="group-nickname-save">
          {t("group.save")}
        </button>
      </div>
    </form>
  );
}

function Ends({ chat, owner, group }: { chat: Chat; owner: boolean; group: Group }) {
  const member = useMember();
  const [asking, setAsking] = useState<"leave" | "dismiss" | null>(null);
  const { log, name } = chat;
  const leave = async (): Promise<void> => {
    if (await change(member, "leaveGroup", log, {})) go({ screen: "chats" });
  };
  return (
    <div class="group-actions">
      {(!owner || group.memberCount === 1 || group.dismissed) && (
        <button type="button" class="button small quiet" data-testid="group-leave" onClick={() => setAsking("leave")}>
          {t("group.leave")}
        </button>
      )}
      {owner && !group.dismissed && (
        <button
          type="button"
          class="button small danger"
          data-testid="group-dismiss"
          onClick={() => setAsking("dismiss")}
        >
          {t("group.dismiss")}
        </button>
      )}
      {asking === "leave" && (
        <Question
          text={t("group.leave-question", { name })}
          action={t("group.leave")}
          onYes={() => void leave()}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === "dismiss" && (
        <Question
          text={t("group.dismiss-question", { name })}
          note={t("group.dismiss-note")}
          action={t("group.dismiss")}
          onYes={() => void change(member, "dismissGroup", log, {})}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}
