// SPDX-License-Identifier: Apache-2.0
import { colourOf, initials } from "../model/names";
import { Icon } from "./icon";

interface AvatarProps {
  id: string;
  name: string;
  saved?: boolean;
  size?: "small" | "medium" | "large";
}

export function Avatar({ id, name, saved = false, size = "medium" }: AvatarProps) {
  const colour = saved ? "saved" : `colour-${colourOf(id)}`;
  return (
    <span class={`avatar avatar-${size} avatar-${colour}`} aria-hidden="true">
      {saved ? <Icon name="bookmark" size={size === "large" ? 36 : 22} /> : initials(name)}
    </span>
  );
}
