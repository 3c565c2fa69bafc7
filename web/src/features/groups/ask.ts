// SPDX-License-Identifier: Apache-2.0
// Requests about groups: their table is loaded with this, failures are shown.
import "../../proto/group-methods";
import type { Answer, MethodName, RequestOf } from "../../proto/methods";
import type { Member } from "../../model/member";
import { newClientId } from "../../model/uuid";
import { errorText } from "../../ui/i18n";
import { toast } from "../../ui/toast";

/** null = it failed, and the person was told why. */
export async function ask<M extends MethodName>(
  member: Member | null,
  name: M,
  request: RequestOf<M>,
): Promise<Extract<Answer<M>, { ok: true }>["value"] | null> {
  const answer = await member?.call(name, request);
  if (answer?.ok) return answer.value as Extract<Answer<M>, { ok: true }>["value"];
  if (answer) toast(errorText((answer as { failure: { code: string } }).failure.code));
  return null;
}

type Change =
  | "setGroup"
  | "addMembers"
  | "removeMembers"
  | "leaveGroup"
  | "setRole"
  | "setNickname"
  | "muteMember"
  | "dismissGroup";

/** A change of the group; answers whether it was taken. */
export async function change<M extends Change>(
  member: Member | null,
  name: M,
  log: string,
  more: Omit<RequestOf<M>, "log" | "clientId" | "$typeName">,
): Promise<boolean> {
  const request = { ...more, log, clientId: newClientId() } as RequestOf<M>;
  return (await ask(member, name, request)) !== null;
}
