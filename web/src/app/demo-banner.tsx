// SPDX-License-Identifier: Apache-2.0
import { useGodwit } from "../ui/client-context";
import { t } from "../ui/i18n";

export function DemoBanner() {
  const state = useGodwit();
  if (!state.isDemo.value) return null;
  return (
    <aside class="notice-bar demo-banner" aria-label={t("demo.name")} data-testid="demo-banner">
      {t("demo.banner")}
    </aside>
  );
}
