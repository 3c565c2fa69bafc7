// SPDX-License-Identifier: Apache-2.0
// Clock, one tick, two ticks, two coloured ticks, or the sign that it failed.
import type { Status } from "../model/ticks";
import { t } from "./i18n";
import { Icon } from "./icon";

export function Ticks({ status }: { status: Status }) {
  const label = t(`status.${status}`);
  if (status === "queued" || status === "failed") {
    return (
      <span class={`ticks ticks-${status}`} role="img" aria-label={label} title={label}>
        <Icon name={status === "queued" ? "clock" : "alert"} size={14} />
      </span>
    );
  }
  return (
    <span class={`ticks ticks-${status}`} role="img" aria-label={label} title={label}>
      <svg class="icon" width="17" height="12" viewBox="0 0 17 12" aria-hidden="true" focusable="false">
        <path d={status === "sent" ? "M4 6.5L7.5 10L13.5 2.5" : "M1 6.5L4.5 10L10.5 2.5M7.5 9L8.5 10L14.5 2.5"} />
      </svg>
    </span>
  );
}
