// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { useClient } from "../../ui/client-context";
import { errorText, t } from "../../ui/i18n";
import { QrCode } from "../../ui/qr-code";
import { hashOf } from "../../ui/route";
import { deviceName } from "./device-name";
import "../../ui/later-texts";

/** Logging in by a code that a logged-in device scans. */
export function QrLogIn({ onBack }: { onBack(): void }) {
  const client = useClient();
  const [attempt] = useState(() => client.deviceLogIn(deviceName()));
  useEffect(() => {
    attempt.begin();
    return () => attempt.end();
  }, [attempt]);
  const state = attempt.state.value;
  return (
    <section class="qr" data-testid="qr" data-state={state.kind} aria-label={t("qr.title")}>
      {state.kind === "shown" && <Shown link={state.link} number={state.number} />}
      {(state.kind === "beginning" || state.kind === "done") && (
        <div class="qr-wait" role="status" aria-label={t("app.loading")}>
          <span class="spinner" />
        </div>
      )}
      {state.kind === "failed" && (
        <p class="form-error" role="alert">
          {errorText(state.code)}
        </p>
      )}
      {(state.kind === "refused" || state.kind === "expired") && (
        <>
          <p class="form-error" role="alert" data-testid="qr-over">
            {state.kind === "refused" ? t("qr.refused") : t("qr.expired")}
          </p>
          <button type="button" class="button wide" data-testid="qr-again" onClick={() => attempt.begin()}>
            {t("qr.again")}
          </button>
        </>
      )}
      <button type="button" class="button plain wide" data-testid="qr-back" onClick={onBack}>
        {t("qr.back")}
      </button>
    </section>
  );
}

function Shown({ link, number }: { link: string; number: number }) {
  const address = `${location.origin}/${hashOf({ screen: "link", link })}`;
  return (
    <>
      <p>{t("qr.how")}</p>
      <QrCode text={address} label={t("qr.code")} />
      <p class="qr-pick">
        {t("qr.number")} <strong data-testid="qr-number">{number}</strong>
      </p>
      {navigator.clipboard && (
        <button
          type="button"
          class="button quiet small"
          data-testid="qr-copy"
          onClick={() => void navigator.clipboard.writeText(address).catch(() => {})}
        >
          {t("qr.copy")}
        </button>
      )}
    </>
  );
}
