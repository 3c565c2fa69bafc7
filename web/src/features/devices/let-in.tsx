// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import type { ResponseOf } from "../../proto/methods";
import { useMember } from "../../ui/client-context";
import { errorText, t } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { go } from "../../ui/route";

type Step =
  | { kind: "asking" }
  | { kind: "question"; about: ResponseOf<"getDeviceLogIn"> }
  | { kind: "over"; text: string; good: boolean };

/** Shows who wants in, and lets the person pick the number that the other device shows. */
export function LetIn({ link }: { link: string }) {
  const member = useMember();
  const [step, setStep] = useState<Step>({ kind: "asking" });
  const [busy, setBusy] = useState(false);
  const over = (text: string, good = false): void => setStep({ kind: "over", text, good });
  useEffect(() => {
    let here = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    void member?.call("getDeviceLogIn", { link }).then((answer) => {
      if (!here) return;
      if (!answer.ok) {
        over(answer.failure.code === "NOT_FOUND" ? t("link.expired") : errorText(answer.failure.code));
        return;
      }
      setStep({ kind: "question", about: answer.value });
      const expired = { kind: "over", text: t("link.expired"), good: false } as const;
      timer = setTimeout(() => setStep((now) => (now.kind === "question" ? expired : now)), answer.value.expiresInMs);
    });
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [member, link]);
  const answer = async (number: number): Promise<void> => {
    if (!member || busy) return;
    setBusy(true);
    const result = await member.call("answerDeviceLogIn", { link, number });
    setBusy(false);
    const code = result.ok ? "" : result.failure.code;
    if (number === 0 && (code === "" || code === "FORBIDDEN")) over(t("link.declined"));
    else if (code === "") over(t("link.done"), true);
    else if (code === "FORBIDDEN") over(t("link.wrong-number"));
    else if (code === "NOT_FOUND") over(t("link.expired"));
    else over(errorText(code));
  };
  if (step.kind === "asking") {
    return (
      <div class="list-wait" role="status" aria-label={t("app.loading")}>
        <span class="spinner" />
      </div>
    );
  }
  if (step.kind === "over") {
    return (
      <div class="empty" role={step.good ? "status" : "alert"} data-testid={step.good ? "link-done" : "link-failed"}>
        <Icon name={step.good ? "check" : "alert"} size={48} />
        <p class="empty-title">{step.text}</p>
        <button type="button" class="button" data-testid="link-close" onClick={() => go({ screen: "devices" })}>
          {t("link.close")}
        </button>
      </div>
    );
  }
  const { about } = step;
  return (
    <div class="page link" data-testid="link-question">
      <h2>{t("link.question")}</h2>
      <dl class="link-facts">
        <div>
          <dt>{t("link.device")}</dt>
          <dd data-testid="link-device">{about.deviceName || t("devices.unnamed")}</dd>
        </div>
        <div>
          <dt>{t("link.client")}</dt>
          <dd>{about.client}</dd>
        </div>
        <div>
          <dt>{t("link.address")}</dt>
          <dd>{about.address}</dd>
        </div>
      </dl>
      <p class="link-warning">{t("link.warning")}</p>
      <p id="link-pick">{t("link.pick")}</p>
      <div class="link-numbers" role="group" aria-labelledby="link-pick">
        {about.numbers.map((number) => (
          <button
            key={number}
            type="button"
            class="button quiet"
            data-testid="link-number"
            disabled={busy}
            onClick={() => void answer(number)}
          >
            {number}
          </button>
        ))}
      </div>
      <button
        type="button"
        class="button plain wide danger-text"
        data-testid="link-decline"
        disabled={busy}
        onClick={() => void answer(0)}
      >
        {t("link.decline")}
      </button>
    </div>
  );
}
