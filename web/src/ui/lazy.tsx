// SPDX-License-Identifier: Apache-2.0
// A screen whose code is loaded when it is first shown.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "./client-context";
import { t } from "./i18n";

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const client = useClient();
    const [Screen, setScreen] = useState<{ component: ComponentType<P> | null }>({ component: loaded });
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (loaded) return;
      let here = true;
      load().then(
        (component) => {
          loaded = component;
          if (here) setScreen({ component });
        },
        () => here && setFailed(true),
      );
      return () => {
        here = false;
      };
    }, []);
    if (Screen.component) return <Screen.component {...props} />;
    if (!failed) return <div class="lazy" aria-busy="true" />;
    // A browser does not ask again for a module that failed: the page begins anew.
    return (
      <div class="empty" role="alert">
        <p>{t("lazy.failed")}</p>
        <button type="button" class="button" onClick={() => void client.restart()}>
          {t("lazy.again")}
        </button>
      </div>
    );
  };
}
