// SPDX-License-Identifier: Apache-2.0
import type { Contact } from "../../proto/values";
import { Avatar } from "../../ui/avatar";
import { useGodwit } from "../../ui/client-context";
import { language } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { personName } from "../../ui/names";

interface PickProps {
  picked: ReadonlySet<string>;
  /** Who cannot be picked: in it already. */
  without?: ReadonlySet<string>;
  empty: string;
  onPick(picked: ReadonlySet<string>): void;
}

/** Contacts, any number of whom can be picked. */
export function PickContacts({ picked, without, empty, onPick }: PickProps) {
  const compare = new Intl.Collator(language.value);
  const name = (row: Contact): string => personName(row, undefined);
  const rows = [...useGodwit().contacts.value.values()]
    .filter((row) => row.state === "accepted" && !row.blocked && !without?.has(row.user.id))
    .sort((a, b) => compare.compare(name(a), name(b)));
  if (rows.length === 0) return <p class="faint">{empty}</p>;
  const toggle = (id: string): void => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    onPick(next);
  };
  return (
    <ul class="rows">
      {rows.map((row) => (
        <li key={row.user.id}>
          <button
            type="button"
            class="row"
            role="checkbox"
            aria-checked={picked.has(row.user.id)}
            data-testid="pick-contact"
            data-handle={row.user.handle}
            onClick={() => toggle(row.user.id)}
          >
            <Avatar user={row.user} name={name(row)} />
            <span class="row-text">
              <span class="row-name">{name(row)}</span>
              <span class="row-preview">@{row.user.handle}</span>
            </span>
            {picked.has(row.user.id) && <Icon name="check" />}
          </button>
        </li>
      ))}
    </ul>
  );
}
