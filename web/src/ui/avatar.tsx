// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { colourOf, initials } from "../model/names";
import type { User } from "../proto/values";
import { useGodwit } from "./client-context";
import { Icon } from "./icon";
import "./avatar.css";

interface AvatarProps {
  user: Pick<User, "id" | "avatar" | "deleted">;
  /** As shown beside it; its initials stand where there is no picture. */
  name: string;
  saved?: boolean;
  size?: "small" | "medium" | "large";
  /** Draws the dot. Say it in words as well where there is room. */
  online?: boolean;
}

export function Avatar({ user, name, saved = false, size = "medium", online = false }: AvatarProps) {
  const picture = saved || user.deleted ? "" : (user.avatar ?? "");
  const colour = saved ? "saved" : user.deleted ? "deleted" : `colour-${colourOf(user.id)}`;
  return (
    <span class={`avatar avatar-${size} avatar-${colour}`} aria-hidden="true">
      <Face key={picture} {...{ user, name, saved, size, picture }} />
      {online && <span class="avatar-online" data-testid="online" />}
    </span>
  );
}

interface FaceProps extends AvatarProps {
  picture: string;
}

function Face({ user, name, saved, size, picture }: FaceProps) {
  const opened = useGodwit().mediaOpened.value;
  // One that failed is tried again when this browser is let into the media store anew.
  const [brokenAt, setBrokenAt] = useState(-1);
  if (saved) return <Icon name="bookmark" size={size === "large" ? 36 : 22} />;
  if (user.deleted) return <Icon name="contacts" size={size === "large" ? 36 : 22} />;
  if (!picture || brokenAt === opened) return <>{initials(name)}</>;
  return (
    <img
      class="avatar-picture"
      src={`/media/${picture}`}
      alt=""
      draggable={false}
      decoding="async"
      onError={() => setBrokenAt(opened)}
    />
  );
}
