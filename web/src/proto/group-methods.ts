// SPDX-License-Identifier: Apache-2.0
// Requests about groups: a table apart, which is loaded when the first of them is made.
import * as groups from "./gen/godwit/v1/groups_pb";
import { Method } from "./gen/godwit/v1/method_pb";
import { addMethods } from "./methods";

export const groupMethods = {
  createGroup: {
    number: Method.CREATE_GROUP,
    request: groups.CreateGroupRequestSchema,
    response: groups.CreateGroupResponseSchema,
  },
  setGroup: {
    number: Method.SET_GROUP,
    request: groups.SetGroupRequestSchema,
    response: groups.SetGroupResponseSchema,
  },
  addMembers: {
    number: Method.ADD_MEMBERS,
    request: groups.AddMembersRequestSchema,
    response: groups.AddMembersResponseSchema,
  },
  removeMembers: {
    number: Method.REMOVE_MEMBERS,
    request: groups.RemoveMembersRequestSchema,
    response: groups.RemoveMembersResponseSchema,
  },
  leaveGroup: {
    number: Method.LEAVE_GROUP,
    request: groups.LeaveGroupRequestSchema,
    response: groups.LeaveGroupResponseSchema,
  },
  setRole: {
    number: Method.SET_ROLE,
    request: groups.SetRoleRequestSchema,
    response: groups.SetRoleResponseSchema,
  },
  setNickname: {
    number: Method.SET_NICKNAME,
    request: groups.SetNicknameRequestSchema,
    response: groups.SetNicknameResponseSchema,
  },
  muteMember: {
    number: Method.MUTE_MEMBER,
    request: groups.MuteMemberRequestSchema,
    response: groups.MuteMemberResponseSchema,
  },
  dismissGroup: {
    number: Method.DISMISS_GROUP,
    request: groups.DismissGroupRequestSchema,
    response: groups.DismissGroupResponseSchema,
  },
  listMembers: {
    number: Method.LIST_MEMBERS,
    request: groups.ListMembersRequestSchema,
    response: groups.ListMembersResponseSchema,
  },
  createGroupLink: {
    number: Method.CREATE_GROUP_LINK,
    request: groups.CreateGroupLinkRequestSchema,
    response: groups.CreateGroupLinkResponseSchema,
  },
  listGroupLinks: {
    number: Method.LIST_GROUP_LINKS,
    request: groups.ListGroupLinksRequestSchema,
    response: groups.ListGroupLinksResponseSchema,
  },
  revokeGroupLink: {
    number: Method.REVOKE_GROUP_LINK,
    request: groups.RevokeGroupLinkRequestSchema,
    response: groups.RevokeGroupLinkResponseSchema,
  },
  previewGroupLink: {
    number: Method.PREVIEW_GROUP_LINK,
    request: groups.PreviewGroupLinkRequestSchema,
    response: groups.PreviewGroupLinkResponseSchema,
  },
  joinGroup: {
    number: Method.JOIN_GROUP,
    request: groups.JoinGroupRequestSchema,
    response: groups.JoinGroupResponseSchema,
  },
  listJoinWishes: {
    number: Method.LIST_JOIN_WISHES,
    request: groups.ListJoinWishesRequestSchema,
    response: groups.ListJoinWishesResponseSchema,
  },
  answerJoin: {
    number: Method.ANSWER_JOIN,
    request: groups.AnswerJoinRequestSchema,
    response: groups.AnswerJoinResponseSchema,
  },
  getMembers: {
    number: Method.GET_MEMBERS,
    request: groups.GetMembersRequestSchema,
    response: groups.GetMembersResponseSchema,
  },
} as const;

addMethods(groupMethods);
