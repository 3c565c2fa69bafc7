// SPDX-License-Identifier: Apache-2.0
import { useGodwit } from "./client-context";
import { t } from "./i18n";

/** One line on top of everything while the connection is not as it should be. Always there for tests and screen readers. */
export function ConnectionLine() {
  const state = useGodwit().connection.value;
  return (
    <div class="connection" data-testid="connection-state" data-state={state} role="status">
      <div class="connection-text">
        {state !== "online" && (
          <>
            <span class="connection-dot" aria-hidden="true" />
            {t(`connection.${state}`)}
          </>
        )}
      </div>
    </div>
  );
}
