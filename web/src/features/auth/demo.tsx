// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import type { Demo } from "../../proto/people";
import { Avatar } from "../../ui/avatar";
import { useClient } from "../../ui/client-context";
import { errorText, t } from "../../ui/i18n";
import { deviceName } from "./device-name";

/** On a demo server: be anyone with one tap. */
export function DemoPeople({ demo }: { demo: Demo }) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const enter = async (handle: string): Promise<void> => {
    setBusy(true);
    setError("");
    const failure = await client.logIn({ handle, password: demo.password, deviceName: deviceName() });
    setBusy(false);
    if (failure) setError(errorText(failure.code));
  };
  return (
    <section class="demo" data-testid="demo" aria-labelledby="demo-title">
      <h2 id="demo-title" class="section-title">
        {t("demo.title")}
      </h2>
      <ul class="demo-people">
        {demo.people.map((user) => (
          <li key={user.id}>
            <button
              type="button"
              class="row"
              data-testid="demo-person"
              data-handle={user.handle}
              disabled={busy}
              onClick={() => void enter(user.handle)}
            >
              <Avatar user={user} name={user.name} size="small" />
              <span class="row-text">
                <span class="row-name">{user.name}</span>
                <span class="row-preview">{user.signature || `@${user.handle}`}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {error && (
        <p class="form-error" role="alert">
          {error}
        </p>
      )}
    </section>
  );
}
