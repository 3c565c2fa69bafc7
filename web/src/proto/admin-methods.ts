// SPDX-License-Identifier: Apache-2.0
// Requests of administrators: a table apart, so that nobody else has to load it.
import * as admin from "./gen/godwit/v1/admin_pb";
import { Method } from "./gen/godwit/v1/method_pb";
import * as reports from "./gen/godwit/v1/reports_pb";

export const adminMethods = {
  resetPassword: {
    number: Method.RESET_PASSWORD,
    request: admin.ResetPasswordRequestSchema,
    response: admin.ResetPasswordResponseSchema,
  },
  setDisabled: {
    number: Method.SET_DISABLED,
    request: admin.SetDisabledRequestSchema,
    response: admin.SetDisabledResponseSchema,
  },
  setAdministrator: {
    number: Method.SET_ADMINISTRATOR,
    request: admin.SetAdministratorRequestSchema,
    response: admin.SetAdministratorResponseSchema,
  },
  findAccount: {
    number: Method.FIND_ACCOUNT,
    request: admin.FindAccountRequestSchema,
    response: admin.FindAccountResponseSchema,
  },
  listAccounts: {
    number: Method.LIST_ACCOUNTS,
    request: admin.ListAccountsRequestSchema,
    response: admin.ListAccountsResponseSchema,
  },
  reportUser: {
    number: Method.REPORT_USER,
    request: reports.ReportUserRequestSchema,
    response: reports.ReportUserResponseSchema,
  },
  listReports: {
    number: Method.LIST_REPORTS,
    request: reports.ListReportsRequestSchema,
    response: reports.ListReportsResponseSchema,
  },
  closeReport: {
    number: Method.CLOSE_REPORT,
    request: reports.CloseReportRequestSchema,
    response: reports.CloseReportResponseSchema,
  },
  getCounts: {
    number: Method.GET_COUNTS,
    request: admin.GetCountsRequestSchema,
    response: admin.GetCountsResponseSchema,
  },
  listAudit: {
    number: Method.LIST_AUDIT,
    request: admin.ListAuditRequestSchema,
    response: admin.ListAuditResponseSchema,
  },
} as const;
