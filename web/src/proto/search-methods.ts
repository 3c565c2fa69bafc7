// SPDX-License-Identifier: Apache-2.0
// Searching: a table of requests apart, which is loaded when the first of them is made.
import { Method } from "./gen/godwit/v1/method_pb";
import { SearchMessagesRequestSchema, SearchMessagesResponseSchema } from "./gen/godwit/v1/search_pb";
import { addMethods } from "./methods";

export const searchMethods = {
  searchMessages: {
    number: Method.SEARCH_MESSAGES,
    request: SearchMessagesRequestSchema,
    response: SearchMessagesResponseSchema,
  },
} as const;

addMethods(searchMethods);
