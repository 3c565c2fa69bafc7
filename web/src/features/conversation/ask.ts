// SPDX-License-Identifier: Apache-2.0
// Requests about messages whose failure is shown.
import type { Answer, MethodName, RequestOf } from "../../proto/methods";
import type { Member } from "../../model/member";
import { newClientId } from "../../model/uuid";
import { errorText } from "../../ui/i18n";
import { toast } from "../../ui/toast";

/** null = it failed, and the person was told why. */
export async function ask<M extends MethodName>(
  member: Member,
  name: M,
  request: RequestOf<M>,
): Promise<Extract<Answer<M>, { ok: true }>["value"] | null> {
  const answer = await member.call(name, request);
  if (answer.ok) return answer.value as Extract<Answer<M>, { ok: true }>["value"];
  toast(errorText((answer as { failure: { code: string } }).failure.code));
  return null;
}

export async function pin(member: Member, log: string, seq: number, pinned: boolean): Promise<void> {
  await ask(member, "pinMessage", { log, clientId: newClientId(), target: BigInt(seq), pinned });
}
