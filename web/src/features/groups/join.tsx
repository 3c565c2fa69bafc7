// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import "../../proto/group-methods";
import { toGroup, type Group } from "../../proto/groups";
import { Avatar } from "../../ui/avatar";
import { useMember } from "../../ui/client-context";
import { Field } from "../../ui/field";
import { errorText, t } from "../../ui/i18n";
import { go } from "../../ui/route";
import { toast } from "../../ui/toast";
import "../../ui/group-texts";
import { ask } from "./ask";
import "./groups.css";

interface Seen {
  log: string;
  group: Group;
  member: boolean;
  waiting: boolean;
}

/** Where an invitation leads, and coming in. */
export function Join({ code }: { code: string }) {
  const member = useMember();
  const [seen, setSeen] = useState<Seen | { failed: string } | null>(null);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    void member?.call("previewGroupLink", { code }).then((answer) => {
      if (!answer.ok) {
        const gone = answer.failure.code === "INVITE_INVALID";
        return setSeen({ failed: gone ? t("group.join-invalid") : errorText(answer.failure.code) });
      }
      const { log, group, member: inside, waiting } = answer.value;
      if (group) setSeen({ log, group: toGroup(group), member: inside, waiting });
    });
  }, [member, code]);
  if (!seen) return <p class="page faint">{t("app.loading")}</p>;
  if ("failed" in seen) {
    return (
      <p class="page" role="alert" data-testid="join-failed">
        {seen.failed}
      </p>
    );
  }
  const { log, group } = seen;
  const open = (): void => {
    member?.open(log);
    go({ screen: "chat", log });
  };
  const join = async (): Promise<void> => {
    setBusy(true);
    const joined = await ask(member, "joinGroup", { code, text: text.trim() });
    setBusy(false);
    if (!joined) return;
    if (!joined.head) return setSeen({ ...seen, waiting: true });
    toast(t("group.joined"));
    open();
  };
  const asks = group.rules.joinApproval;
  return (
    <div class="page group-page" data-testid="join-page">
      <div class="group-head">
        <Avatar user={{ id: log.slice(2), avatar: group.avatar }} name={group.name} size="large" />
        <h2 dir="auto">{group.name}</h2>
        <span class="faint">{t("group.members", { n: group.memberCount })}</span>
        {group.description && (
          <p class="group-text" dir="auto">
            {group.description}
          </p>
        )}
      </div>
      {seen.member ? (
        <button type="button" class="button" data-testid="join-open" onClick={open}>
          {t("group.join-open")}
        </button>
      ) : seen.waiting ? (
        <p role="status" data-testid="join-waiting">
          {t("group.join-waiting")}
        </p>
      ) : (
        <>
          {asks && (
            <Field label={t("group.join-text")} testid="join-text" value={text} onInput={setText} maxLength={200} />
          )}
          <button type="button" class="button" data-testid="join-yes" disabled={busy} onClick={() => void join()}>
            {t(asks ? "group.join-ask" : "group.join")}
          </button>
        </>
      )}
    </div>
  );
}
