// SPDX-License-Identifier: Apache-2.0
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Client } from "../model/client";
import type { Member } from "../model/member";
import type { State } from "../model/state";

export const ClientContext = createContext<Client | null>(null);

export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error("no client in context");
  return client;
}

export function useGodwit(): State {
  return useClient().state;
}

/** Only on screens of a logged-in person. */
export function useMember(): Member | null {
  return useClient().member;
}
