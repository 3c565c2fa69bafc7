// SPDX-License-Identifier: Apache-2.0
// A menu of actions: a sheet from below on a phone, beside the pointer on a wide screen.
import type { ComponentChildren } from "preact";
import { Dialog } from "./dialog";
import { Icon, type IconName } from "./icon";

export interface MenuItem {
  testid: string;
  label: string;
  icon: IconName;
  danger?: boolean;
  /** Another question follows in its place. */
  stays?: boolean;
  act(): void;
}

interface MenuProps {
  label: string;
  items: MenuItem[];
  /** Said above the items. */
  note?: string | undefined;
  /** Stands above the items. */
  top?: ComponentChildren;
  at: { x: number; y: number };
  onClose(): void;
}

function place(dialog: HTMLDialogElement, at: { x: number; y: number }): void {
  if (!window.matchMedia("(min-width: 52rem)").matches) return;
  const { width, height } = dialog.getBoundingClientRect();
  dialog.style.left = `${Math.max(8, Math.min(at.x, window.innerWidth - width - 8))}px`;
  dialog.style.top = `${Math.max(8, Math.min(at.y, window.innerHeight - height - 8))}px`;
}

export function Menu({ label, items, note, top, at, onClose }: MenuProps) {
  return (
    <Dialog label={label} className="menu" onClose={onClose} onShown={(dialog) => place(dialog, at)}>
      {note && (
        <p class="menu-note" data-testid="menu-note">
          {note}
        </p>
      )}
      {top}
      <div role="menu" aria-label={label}>
        {items.map((item) => (
          <button
            key={item.testid}
            type="button"
            role="menuitem"
            class={item.danger ? "menu-item danger" : "menu-item"}
            data-testid={item.testid}
            onClick={() => {
              if (!item.stays) onClose();
              item.act();
            }}
          >
            <Icon name={item.icon} size={20} />
            <span>{item.label}</span>
          </button>
        ))}
      </div>
    </Dialog>
  );
}
