// SPDX-License-Identifier: Apache-2.0
// The requests this client makes, typed: name → number, request and response. The names are those of method.proto.
import { create, fromBinary, toBinary, type MessageInitShape, type MessageShape } from "@bufbuild/protobuf";
import * as accounts from "./gen/godwit/v1/accounts_pb";
import * as contacts from "./gen/godwit/v1/contacts_pb";
import * as conversations from "./gen/godwit/v1/conversations_pb";
import * as devices from "./gen/godwit/v1/devices_pb";
import { ErrorCode, ErrorSchema, Retry } from "./gen/godwit/v1/error_pb";
import * as messages from "./gen/godwit/v1/messages_pb";
import { Method } from "./gen/godwit/v1/method_pb";
import * as presence from "./gen/godwit/v1/presence_pb";
import * as session from "./gen/godwit/v1/session_pb";
import * as sync from "./gen/godwit/v1/sync_pb";
import type { groupMethods } from "./group-methods";
import type { searchMethods } from "./search-methods";

const first = {
  hello: { number: Method.HELLO, request: session.HelloRequestSchema, response: session.HelloResponseSchema },
  register: {
    number: Method.REGISTER,
    request: accounts.RegisterRequestSchema,
    response: accounts.RegisterResponseSchema,
  },
  logIn: { number: Method.LOG_IN, request: accounts.LogInRequestSchema, response: accounts.LogInResponseSchema },
  logOut: { number: Method.LOG_OUT, request: accounts.LogOutRequestSchema, response: accounts.LogOutResponseSchema },
  changePassword: {
    number: Method.CHANGE_PASSWORD,
    request: accounts.ChangePasswordRequestSchema,
    response: accounts.ChangePasswordResponseSchema,
  },
  setProfile: {
    number: Method.SET_PROFILE,
    request: accounts.SetProfileRequestSchema,
    response: accounts.SetProfileResponseSchema,
  },
  setSettings: {
    number: Method.SET_SETTINGS,
    request: accounts.SetSettingsRequestSchema,
    response: accounts.SetSettingsResponseSchema,
  },
  deleteAccount: {
    number: Method.DELETE_ACCOUNT,
    request: accounts.DeleteAccountRequestSchema,
    response: accounts.DeleteAccountResponseSchema,
  },
  findUser: {
    number: Method.FIND_USER,
    request: contacts.FindUserRequestSchema,
    response: contacts.FindUserResponseSchema,
  },
  requestContact: {
    number: Method.REQUEST_CONTACT,
    request: contacts.RequestContactRequestSchema,
    response: contacts.RequestContactResponseSchema,
  },
  answerContact: {
    number: Method.ANSWER_CONTACT,
    request: contacts.AnswerContactRequestSchema,
    response: contacts.AnswerContactResponseSchema,
  },
  listContacts: {
    number: Method.LIST_CONTACTS,
    request: contacts.ListContactsRequestSchema,
    response: contacts.ListContactsResponseSchema,
  },
  setContactAlias: {
    number: Method.SET_CONTACT_ALIAS,
    request: contacts.SetContactAliasRequestSchema,
    response: contacts.SetContactAliasResponseSchema,
  },
  deleteContact: {
    number: Method.DELETE_CONTACT,
    request: contacts.DeleteContactRequestSchema,
    response: contacts.DeleteContactResponseSchema,
  },
  blockUser: {
    number: Method.BLOCK_USER,
    request: contacts.BlockUserRequestSchema,
    response: contacts.BlockUserResponseSchema,
  },
  sendMessage: {
    number: Method.SEND_MESSAGE,
    request: messages.SendMessageRequestSchema,
    response: messages.SendMessageResponseSchema,
  },
  editMessage: {
    number: Method.EDIT_MESSAGE,
    request: messages.EditMessageRequestSchema,
    response: messages.EditMessageResponseSchema,
  },
  recallMessage: {
    number: Method.RECALL_MESSAGE,
    request: messages.RecallMessageRequestSchema,
    response: messages.RecallMessageResponseSchema,
  },
  setReaction: {
    number: Method.SET_REACTION,
    request: messages.SetReactionRequestSchema,
    response: messages.SetReactionResponseSchema,
  },
  pinMessage: {
    number: Method.PIN_MESSAGE,
    request: messages.PinMessageRequestSchema,
    response: messages.PinMessageResponseSchema,
  },
  setExpiry: {
    number: Method.SET_EXPIRY,
    request: messages.SetExpiryRequestSchema,
    response: messages.SetExpiryResponseSchema,
  },
  hideMessages: {
    number: Method.HIDE_MESSAGES,
    request: messages.HideMessagesRequestSchema,
    response: messages.HideMessagesResponseSchema,
  },
  readEntries: {
    number: Method.READ_ENTRIES,
    request: sync.ReadEntriesRequestSchema,
    response: sync.ReadEntriesResponseSchema,
  },
  findEntry: {
    number: Method.FIND_ENTRY,
    request: sync.FindEntryRequestSchema,
    response: sync.FindEntryResponseSchema,
  },
  listReaders: {
    number: Method.LIST_READERS,
    request: sync.ListReadersRequestSchema,
    response: sync.ListReadersResponseSchema,
  },
  listVersions: {
    number: Method.LIST_VERSIONS,
    request: sync.ListVersionsRequestSchema,
    response: sync.ListVersionsResponseSchema,
  },
  readLog: { number: Method.READ_LOG, request: sync.ReadLogRequestSchema, response: sync.ReadLogResponseSchema },
  getHead: { number: Method.GET_HEAD, request: sync.GetHeadRequestSchema, response: sync.GetHeadResponseSchema },
  advanceCursors: {
    number: Method.ADVANCE_CURSORS,
    request: sync.AdvanceCursorsRequestSchema,
    response: sync.AdvanceCursorsResponseSchema,
  },
  setConversation: {
    number: Method.SET_CONVERSATION,
    request: conversations.SetConversationRequestSchema,
    response: conversations.SetConversationResponseSchema,
  },
  listDevices: {
    number: Method.LIST_DEVICES,
    request: devices.ListDevicesRequestSchema,
    response: devices.ListDevicesResponseSchema,
  },
  revokeDevice: {
    number: Method.REVOKE_DEVICE,
    request: devices.RevokeDeviceRequestSchema,
    response: devices.RevokeDeviceResponseSchema,
  },
  revokeOtherDevices: {
    number: Method.REVOKE_OTHER_DEVICES,
    request: devices.RevokeOtherDevicesRequestSchema,
    response: devices.RevokeOtherDevicesResponseSchema,
  },
  beginDeviceLogIn: {
    number: Method.BEGIN_DEVICE_LOG_IN,
    request: devices.BeginDeviceLogInRequestSchema,
    response: devices.BeginDeviceLogInResponseSchema,
  },
  awaitDeviceLogIn: {
    number: Method.AWAIT_DEVICE_LOG_IN,
    request: devices.AwaitDeviceLogInRequestSchema,
    response: devices.AwaitDeviceLogInResponseSchema,
  },
  getDeviceLogIn: {
    number: Method.GET_DEVICE_LOG_IN,
    request: devices.GetDeviceLogInRequestSchema,
    response: devices.GetDeviceLogInResponseSchema,
  },
  answerDeviceLogIn: {
    number: Method.ANSWER_DEVICE_LOG_IN,
    request: devices.AnswerDeviceLogInRequestSchema,
    response: devices.AnswerDeviceLogInResponseSchema,
  },
  listPresence: {
    number: Method.LIST_PRESENCE,
    request: presence.ListPresenceRequestSchema,
    response: presence.ListPresenceResponseSchema,
  },
  setActivity: {
    number: Method.SET_ACTIVITY,
    request: presence.SetActivityRequestSchema,
    response: presence.SetActivityResponseSchema,
  },
} as const;

type Methods = typeof first & typeof groupMethods & typeof searchMethods;

/** Whoever makes a request of another table loads that table before. */
export const methods = { ...first } as Methods;

export function addMethods(more: Partial<Methods>): void {
  Object.assign(methods, more);
}

export type MethodName = keyof Methods;
export type RequestOf<M extends MethodName> = MessageInitShape<Methods[M]["request"]>;
export type ResponseOf<M extends MethodName> = MessageShape<Methods[M]["response"]>;

/** What to do about a failed request; the server says it, the client need not know the code. */
export type RetryAdvice = "giveUp" | "later" | "resync" | "logIn";
/** A code of error.proto; DISCONNECTED when the request got no answer; UNREADABLE when this device cannot read a file that it should bring. */
export type FailureCode = keyof typeof ErrorCode | "DISCONNECTED" | "UNREADABLE";

export interface Failure {
  code: FailureCode;
  detail: string;
  retry: RetryAdvice;
  retryAfterMs: number;
}

export type Answer<M extends MethodName> = { ok: true; value: ResponseOf<M> } | { ok: false; failure: Failure };

export const disconnected: Failure = { code: "DISCONNECTED", detail: "", retry: "later", retryAfterMs: 0 };

export function encodeRequest<M extends MethodName>(name: M, request: RequestOf<M>): Uint8Array {
  const schema = methods[name].request as Methods[MethodName]["request"];
  return toBinary(schema, create(schema, request as RequestOf<MethodName>));
}

export function decodeResponse<M extends MethodName>(name: M, body: Uint8Array): ResponseOf<M> {
  const schema = methods[name].response as Methods[MethodName]["response"];
  return fromBinary(schema, body) as ResponseOf<M>;
}

const advice: Record<number, RetryAdvice> = {
  [Retry.GIVE_UP]: "giveUp",
  [Retry.LATER]: "later",
  [Retry.RESYNC]: "resync",
  [Retry.LOG_IN]: "logIn",
};

export function codeName(code: ErrorCode): FailureCode {
  return (ErrorCode[code] as keyof typeof ErrorCode | undefined) ?? "UNSPECIFIED";
}

export function decodeFailure(body: Uint8Array): Failure {
  const error = fromBinary(ErrorSchema, body);
  return {
    code: codeName(error.code),
    detail: error.detail,
    retry: advice[error.retry] ?? "later",
    retryAfterMs: error.retryAfterMs,
  };
}

export function decodeGoingAway(body: Uint8Array): { retryAfterMs: number; spreadMs: number; reason: FailureCode } {
  const message = fromBinary(session.GoingAwaySchema, body);
  return { retryAfterMs: message.retryAfterMs, spreadMs: message.spreadMs, reason: codeName(message.reason) };
}
