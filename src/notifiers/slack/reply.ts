import type { DeliveryResult } from "../../core/notifier.ts";
import { textAt, type Answer, type NoAnswer } from "../outbound/json-client.ts";
import { retryAfterMs } from "../../net/retry-hint.ts";

/** An answer of Slack's Web API, judged. `error` is Slack's own word, empty when there was none. */
export type SlackReply =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: string; readonly result: DeliveryResult };

const defaultWaitMs = 60_000;

/** Slack's words for a credential that it does not take, with what to do. */
const credentialErrors: Readonly<Record<string, string>> = {
  not_authed: "give the bot token (xoxb-…) of the app in the option token",
  invalid_auth: "copy the bot token (xoxb-…) again from the app's page OAuth & Permissions",
  token_revoked: "install the app in the workspace again and copy its new bot token",
  token_expired: "install the app in the workspace again and copy its new bot token",
  account_inactive: "install the app in the workspace again: its bot user was deactivated",
  invalid_token: "copy the webhook's address again from the app's page Incoming Webhooks",
  no_service: "the webhook was removed or disabled: add a new one and copy its address",
  no_active_hooks: "the webhook was disabled: add a new one and copy its address",
  no_team: "the workspace is gone: add a webhook in another one",
  team_disabled: "the workspace is disabled",
};

const remedies: Readonly<Record<string, string>> = {
  channel_not_found: "check the option to, and invite the bot into a private channel",
  not_in_channel: "invite the bot into the channel: /invite @its-name",
  is_archived: "the channel is archived: choose another one",
  channel_is_archived: "the channel is archived: choose another one",
  missing_scope: "give the app the scope chat:write and install it again",
  restricted_action: "a workspace rule forbids posting here: ask an administrator",
  action_prohibited: "a workspace rule forbids posting here: ask an administrator",
};

const limitErrors = ["ratelimited", "rate_limited"];
/** Errors after which the message may nevertheless be there, as Slack's documentation says. */
const ambiguousErrors = ["internal_error", "fatal_error"];
const transientErrors = ["request_timeout", "service_unavailable", "rollup_error", "team_added_to_org"];

/**
 * Judges one answer of the Web API, which says `{ok: false}` with HTTP 200, or of a webhook, which says `ok` or one
 * word as text (https://docs.slack.dev/apis/web-api, …/messaging/sending-messages-using-incoming-webhooks).
 */
export const readSlackReply = (answer: Answer | NoAnswer, now: number): SlackReply => {
  if (answer.kind === "unanswered") return { ok: false, error: "", result: answer.result };
  const { status, json, text } = answer;
  const isOk = json ? json["ok"] === true : text.trim() === "ok";
  if (status === 200 && isOk) return { ok: true, body: json ?? {} };
  const error = textAt(json, "error") || (/^[a-z_]{3,40}$/.test(text.trim()) ? text.trim() : "");
  return { ok: false, error, result: classify(answer, error, now) };
};

const classify = ({ status, headers }: Answer, error: string, now: number): DeliveryResult => {
  const detail = `Slack answered ${status}${error === "" ? "" : `: ${error}`}`;
  const hint = retryAfterMs(headers, now);
  if (status === 429 || limitErrors.includes(error))
    return { kind: "wait", retryAfterMs: hint ?? defaultWaitMs, detail };
  if (ambiguousErrors.includes(error)) return { kind: "uncertain", detail };
  const credentialRemedy = credentialErrors[error];
  if (credentialRemedy !== undefined) return { kind: "unauthorized", detail, remedy: credentialRemedy };
  if (status === 401) return { kind: "unauthorized", detail, remedy: "check the option token or webhook" };
  if (status >= 500 || status === 408 || transientErrors.includes(error))
    return { kind: "failed", detail, ...(hint !== undefined && { retryAfterMs: hint }) };
  if (error === "")
    return {
      kind: "rejected",
      detail: `the answer (${status}) is not Slack's`,
      remedy: "check the address: it must be Slack's own, reached without redirect or sign-in page",
    };
  const remedy = remedies[error];
  return { kind: "rejected", detail, ...(remedy !== undefined && { remedy }) };
};
