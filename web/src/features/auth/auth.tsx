// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import type { Failure } from "../../proto/methods";
import { chooseLanguage, errorText, language, t } from "../../ui/i18n";
import { Field } from "../../ui/field";
import { Icon, Logo } from "../../ui/icon";
import { lazy } from "../../ui/lazy";
import { parseRoute, route } from "../../ui/route";
import { useClient, useGodwit } from "../../ui/client-context";
import { DemoPeople } from "./demo";
import { deviceName } from "./device-name";
import "./auth.css";

const QrLogIn = lazy(async () => (await import("./qr-log-in")).QrLogIn);

/** Screens that a person may have been sent to by a code or a link, and that they see once they are logged in. */
const LEADS_ON: ReadonlySet<string> = new Set(["link", "join"]);

export function Auth() {
  const state = useGodwit();
  const invite = new URLSearchParams(location.search).get("invite") ?? "";
  const [form, setForm] = useState<"log-in" | "register" | "code">(invite === "" ? "log-in" : "register");
  // Somebody scanned the code of another device with a browser where nobody is logged in: first the one, then the other.
  const linking = route.value.screen === "link";
  const registering = form === "register";
  const ending = state.ending.value;
  const demo = state.demo.value;
  const closed = state.registration.value === "closed";
  useEffect(() => {
    document.title = "Godwit";
    // The address itself: a change of it may not have been heard of yet.
    if (LEADS_ON.has(parseRoute(location.hash).screen)) return;
    // The next person begins at the list, not where the last one was.
    history.replaceState(null, "", `${location.pathname}${location.search}`);
    route.value = { screen: "chats" };
  }, []);
  return (
    <main class="auth">
      <div class="auth-card">
        <div class="auth-brand">
          <Logo size={72} />
          <h1>Godwit</h1>
          <p>{t("app.tagline")}</p>
        </div>
        {ending && (
          <p class="auth-ending" role="alert" data-testid="ending" data-ending={ending}>
            {ending === "deleted" ? t("auth.account-deleted") : t("auth.logged-out")}
          </p>
        )}
        {linking && <p class="auth-note">{t("auth.link-first")}</p>}
        {form === "log-in" && demo && <DemoPeople demo={demo} />}
        {form === "register" && <RegisterForm invite={invite} />}
        {form === "log-in" && <LogInForm />}
        {form === "code" && <QrLogIn onBack={() => setForm("log-in")} />}
        {form === "log-in" && (
          <button type="button" class="button quiet wide" data-testid="qr-open" onClick={() => setForm("code")}>
            <Icon name="scan" size={20} />
            {t("qr.open")}
          </button>
        )}
        {form === "code" ? null : closed && !registering ? (
          <p class="auth-note">{t("auth.closed")}</p>
        ) : (
          <button
            type="button"
            class="button plain wide"
            data-testid={registering ? "to-login" : "to-register"}
            onClick={() => setForm(registering ? "log-in" : "register")}
          >
            {registering ? t("auth.to-log-in") : t("auth.to-register")}
          </button>
        )}
      </div>
      <div class="auth-foot">
        <span class="auth-connection" data-testid="connection-state" data-state={state.connection.value} role="status">
          {state.connection.value === "online" ? "" : t(`connection.${state.connection.value}`)}
        </span>
        <button
          type="button"
          class="button plain small"
          data-testid="auth-language"
          lang={language.value === "en" ? "zh-CN" : "en"}
          onClick={() => chooseLanguage(language.value === "en" ? "zh-CN" : "en")}
        >
          {language.value === "en" ? "中文" : "English"}
        </button>
      </div>
    </main>
  );
}

function useSubmit(work: () => Promise<Failure | null>) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      setFailure(await work());
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, submit: (event: Event) => void submit(event) };
}

function LogInForm() {
  const client = useClient();
  const [handle, setHandle] = useState("");
  const [password, setPassword] = useState("");
  const { busy, failure, submit } = useSubmit(() =>
    client.logIn({ handle: handle.trim().toLowerCase(), password, deviceName: deviceName() }),
  );
  return (
    <form class="form" onSubmit={submit}>
      <Field
        label={t("auth.handle")}
        testid="login-handle"
        value={handle}
        onInput={setHandle}
        autocomplete="username"
        literal
        maxLength={32}
      />
      <Field
        label={t("auth.password")}
        testid="login-password"
        type="password"
        value={password}
        onInput={setPassword}
        autocomplete="current-password"
        maxLength={256}
      />
      <FormError failure={failure} />
      <button class="button wide" data-testid="login-submit" disabled={busy || !handle || !password}>
        {t("auth.log-in")}
      </button>
    </form>
  );
}

function RegisterForm({ invite: prefilled }: { invite: string }) {
  const client = useClient();
  const { registration } = useGodwit();
  const [handle, setHandle] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [invite, setInvite] = useState(prefilled);
  const [touched, setTouched] = useState(false);
  const { busy, failure, submit } = useSubmit(async () => {
    setTouched(true);
    if (!validHandle(handle) || password.length < 8) return null;
    const request = { handle: handle.trim().toLowerCase(), password, name: name.trim(), invite: invite.trim() };
    const failed = await client.register({ ...request, deviceName: deviceName() });
    if (!failed && prefilled) history.replaceState(null, "", location.pathname + location.hash);
    return failed;
  });
  if (registration.value === "closed") return <p class="auth-note">{t("auth.closed")}</p>;
  const taken = failure?.code === "HANDLE_TAKEN";
  return (
    <form class="form" onSubmit={submit}>
      <Field
        label={t("auth.handle")}
        testid="register-handle"
        value={handle}
        onInput={setHandle}
        hint={t("auth.handle-hint")}
        error={taken ? errorText("HANDLE_TAKEN") : touched && !validHandle(handle) ? t("auth.handle-hint") : undefined}
        autocomplete="username"
        literal
        maxLength={32}
      />
      <Field
        label={t("auth.name")}
        testid="register-name"
        value={name}
        onInput={setName}
        hint={t("auth.name-hint")}
        autocomplete="nickname"
        maxLength={64}
      />
      <Field
        label={t("auth.password")}
        testid="register-password"
        type="password"
        value={password}
        onInput={setPassword}
        hint={t("auth.password-hint")}
        error={touched && password.length < 8 ? t("auth.password-hint") : undefined}
        autocomplete="new-password"
        maxLength={256}
      />
      {(registration.value === "invite" || prefilled !== "") && (
        <Field
          label={t("auth.invite")}
          testid="register-invite"
          value={invite}
          onInput={setInvite}
          literal
          maxLength={64}
        />
      )}
      {!taken && <FormError failure={failure} />}
      <button class="button wide" data-testid="register-submit" disabled={busy || !handle || !password}>
        {t("auth.register")}
      </button>
    </form>
  );
}

function validHandle(handle: string): boolean {
  return /^[a-z][a-z0-9_.]{2,31}$/i.test(handle.trim());
}

function FormError({ failure }: { failure: Failure | null }) {
  return failure ? (
    <p class="form-error" role="alert" data-testid="form-error">
      {errorText(failure.code)}
    </p>
  ) : null;
}
