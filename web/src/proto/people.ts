// SPDX-License-Identifier: Apache-2.0
// Plain values about people: who they are, whether they are there, what they do, what they decided.
import type { Settings as WireSettings, User as WireUser } from "./gen/godwit/v1/entry_pb";
import { Activity as WireActivity } from "./gen/godwit/v1/presence_pb";
import type { ActivityChanged as WireActivityChanged, Presence as WirePresence } from "./gen/godwit/v1/presence_pb";
import type { DeviceInfo as WireDevice } from "./gen/godwit/v1/devices_pb";
import type { Demo as WireDemo } from "./gen/godwit/v1/session_pb";

export interface User {
  id: string;
  handle: string;
  name: string;
  /** Absent where an older page of this app stored the row; so are the next ones. */
  signature?: string;
  /** Media id of the picture; empty = none. */
  avatar?: string;
  deleted?: boolean;
}

export interface Settings {
  invisible: boolean;
  hideRead: boolean;
  unlisted: boolean;
}

export interface Presence {
  user: string;
  online: boolean;
  /** Unix milliseconds; 0 = not told. */
  lastSeenMs: number;
}

export type Activity = "typing" | "recording" | "none";

export interface ActivityChange {
  log: string;
  user: string;
  activity: Activity;
  expiresInMs: number;
}

export interface Device {
  id: string;
  name: string;
  client: string;
  createdMs: number;
  lastUsedMs: number;
  address: string;
  online: boolean;
  current: boolean;
}

/** A demo server: whoever comes may be any of these people. */
export interface Demo {
  people: User[];
  password: string;
}

export function toUser(user: WireUser | undefined): User {
  return {
    id: user?.id ?? "0",
    handle: user?.handle ?? "",
    name: user?.name ?? "",
    signature: user?.signature ?? "",
    avatar: user?.avatar ?? "",
    deleted: user?.deleted ?? false,
  };
}

export function toSettings(settings: WireSettings | undefined): Settings {
  return {
    invisible: settings?.invisible ?? false,
    hideRead: settings?.hideRead ?? false,
    unlisted: settings?.unlisted ?? false,
  };
}

export function toPresence(presence: WirePresence): Presence {
  return { user: presence.user, online: presence.online, lastSeenMs: Number(presence.lastSeenMs) };
}

const activities: Record<number, Activity> = {
  [WireActivity.TYPING]: "typing",
  [WireActivity.RECORDING]: "recording",
};

export const wireActivity: Record<Activity, WireActivity> = {
  typing: WireActivity.TYPING,
  recording: WireActivity.RECORDING,
  none: WireActivity.NONE,
};

export function toActivityChange(change: WireActivityChanged): ActivityChange {
  return {
    log: change.log,
    user: change.user,
    activity: activities[change.activity] ?? "none",
    expiresInMs: change.expiresInMs,
  };
}

export function toDevice(device: WireDevice): Device {
  const { id, name, client, address, online, current } = device;
  const [createdMs, lastUsedMs] = [Number(device.createdMs), Number(device.lastUsedMs)];
  return { id, name, client, createdMs, lastUsedMs, address, online, current };
}

export function toDemo(demo: WireDemo): Demo {
  return { people: demo.people.map(toUser), password: demo.password };
}
