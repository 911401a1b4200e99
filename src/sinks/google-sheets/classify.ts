import type { SinkResult } from "../../core/sink.ts";
import { listAt, textAt, type Answer } from "../outbound/json-client.ts";
import { retryAfterMs } from "../../net/retry-hint.ts";

/** The quota is refilled every minute. */
const quotaMs = 60_000;

/**
 * What an answer that is no success means. Its body: `{error: {code, message, status, details}}`, after
 * https://cloud.google.com/apis/design/errors. `email` is the address of our service account, when it is known.
 */
export const classifyAnswer = (answer: Answer, now: number, email: string): SinkResult => {
  const { status, headers, json } = answer;
  const message = textAt(json, "error", "message");
  const reasons = listAt(json, "error", "details").map((detail) => textAt(detail, "reason"));
  const detail = `Google Sheets answered ${status}${message === "" ? "" : `: ${message}`}`;
  const hint = retryAfterMs(headers, now);
  const isLimit = reasons.includes("RATE_LIMIT_EXCEEDED") || /quota exceeded|rate limit/i.test(message);
  if (status === 429 || (status === 403 && isLimit))
    return { kind: "wait", retryAfterMs: hint ?? quotaMs, detail };
  if (/protected (cell|range|sheet)|protected/i.test(message) && status < 500)
    return { kind: "refused", detail, remedy: unprotect(email) };
  switch (status) {
    case 400:
      return classifyInvalid(detail, message);
    case 401:
      return { kind: "unauthorized", detail, remedy: "Make a new JSON key for the service account" };
    case 403:
      return classifyForbidden(detail, message, reasons, email);
    case 404:
      return {
        kind: "refused",
        detail,
        remedy: `Look whether \`spreadsheet\` is the part of its address between /d/ and /edit, and ${share(email)}`,
      };
    default:
      return { kind: "failed", detail, ...(hint !== undefined && { retryAfterMs: hint }) };
  }
};

const who = (email: string): string => email || "the service account of this machine";

const share = (email: string): string =>
  `share the spreadsheet with ${who(email)} as Editor (Share, at the top right)`;

const unprotect = (email: string): string =>
  `Allow ${who(email)} to edit the protected range (Data, Protect sheets and ranges), or name another tab`;

const classifyForbidden = (
  detail: string,
  message: string,
  reasons: readonly string[],
  email: string,
): SinkResult => {
  if (reasons.includes("SERVICE_DISABLED") || /has not been used in project|is disabled/i.test(message))
    return {
      kind: "unauthorized",
      detail,
      remedy:
        "Enable the Google Sheets API in the service account's project: https://console.cloud.google.com/apis/library/sheets.googleapis.com",
    };
  if (
    reasons.includes("ACCESS_TOKEN_SCOPE_INSUFFICIENT") ||
    /insufficient authentication scopes/i.test(message)
  )
    return {
      kind: "unauthorized",
      detail,
      remedy: "Give this machine the scope https://www.googleapis.com/auth/spreadsheets, or use a key file",
    };
  const remedy = share(email);
  return { kind: "unauthorized", detail, remedy: remedy.charAt(0).toUpperCase() + remedy.slice(1) };
};

const classifyInvalid = (detail: string, message: string): SinkResult => {
  if (/limit of \d+ (cells|columns)/i.test(message))
    return {
      kind: "refused",
      detail,
      remedy: "The spreadsheet is full: delete unused tabs, rows and columns, or name another spreadsheet",
    };
  // The tab was renamed, or lost rows, between our reading and our writing: the next try reads it again.
  if (/unable to parse range|exceeds grid limits|outside the (range|grid)|no grid with id/i.test(message))
    return { kind: "failed", detail };
  if (/not supported for this document/i.test(message))
    return {
      kind: "refused",
      detail,
      remedy: "It is an Office file: save it as Google Sheets (File menu) and name that one",
    };
  return { kind: "refused", detail, remedy: "Name another tab or spreadsheet, and report what was answered" };
};
