// SPDX-License-Identifier: Apache-2.0
import type { Message } from "../../model/fold";
import { t } from "../../ui/i18n";
import "../../ui/about-texts";
import type { RowContext } from "./row";

/** One line about what happened to messages. */
export function AboutNotice({ message, context }: { message: Message; context: RowContext }) {
  const { about, author } = message;
  const own = author === context.self;
  const who = own ? t("chat.you") : context.nameOf(author);
  if (about?.kind !== "pin") return null;
  return (
    <button type="button" class="link-button" data-testid="pinned" onClick={() => context.onJump?.(about.target)}>
      {own ? t("about.pinned-own") : t("about.pinned", { who })}
    </button>
  );
}
