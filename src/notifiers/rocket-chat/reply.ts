import type { DeliveryResult } from "../../core/notifier.ts";
import { textAt, type Answer, type NoAnswer } from "../outbound/json-client.ts";
import { boundHint, retryAfterMs } from "../../net/retry-hint.ts";

/** An answer of Rocket.Chat's REST API, judged. */
export type Reply = { readonly ok: true; readonly body: Readonly<Record<string, unknown>> } | Refusal;

export interface Refusal {
  readonly ok: false;
  /** 0 when there was no answer. */
  readonly status: number;
  /** What the server said, lower case, for looking things up in it. */
  readonly said: string;
  readonly result: DeliveryResult;
}

/** The server understood and said no, in contrast to "not now" and "not you". */
export const isRefusal = ({ status }: Refusal): boolean => [400, 403, 404].includes(status);

const defaultWaitMs = 60_000;

/** Remedies by what the server says; the first that matches. Up to 8.x these come with 400, in 9.0 with 403. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /totp|two.?factor|2fa/,
    "two-factor authentication is on: create a personal access token in the account's profile and give userId and token instead of user and password",
  ],
  [
    /login-blocked/,
    "too many failed log-ins have locked the account or address for some minutes: correct the password first, then wait or let an administrator unlock it",
  ],
  [
    /impersonate|enough permission/,
    "give the account the role bot (permission message-impersonate), or remove the option alias",
  ],
  [
    /invalid-channel|room-not-found|invalid-room|no.?room|invalid-user/,
    "check the option to: the room must exist, and the account must be a member of a private one",
  ],
  [
    /not-allowed|not allowed|readonly|muted|room_is_blocked|forbidden|unauthorized-/,
    "let the account write in the room",
  ],
  [/overriding destination/, "allow channel overriding in the integration, or remove the option to"],
  [/size-exceeded/, "raise Message_MaxAllowedSize in the server's settings"],
];

const remedyFor = (said: string): string | undefined => remedies.find(([pattern]) => pattern.test(said))?.[1];

/**
 * Judges one answer by its status first and its text second: the error names moved between versions
 * (docs/notifiers/rocket-chat.md). 429 carries `X-RateLimit-Reset` in epoch milliseconds, or seconds in its text.
 */
export const readReply = (answer: Answer | NoAnswer, now: number): Reply => {
  if (answer.kind === "unanswered") return { ok: false, status: 0, said: "", result: answer.result };
  const { status, json } = answer;
  const isSuccess = json?.["success"] === true || json?.["status"] === "success";
  if (status >= 200 && status < 300 && json && isSuccess) return { ok: true, body: json };
  const words = textAt(json, "error") || textAt(json, "message") || `HTTP ${status}`;
  const said = [words, textAt(json, "errorType"), textAt(json, "message")].join(" ").toLowerCase();
  return { ok: false, status, said, result: classify(answer, words, said, now) };
};

const classify = (answer: Answer, words: string, said: string, now: number): DeliveryResult => {
  const { status, json, headers } = answer;
  const remedy = remedyFor(said);
  const detail = `Rocket.Chat answered ${status}: ${words}`;
  if (status === 429) return { kind: "wait", retryAfterMs: waitMs(answer, now), detail };
  if (status === 401)
    return {
      kind: "unauthorized",
      detail,
      remedy:
        remedy ??
        "check user and password, or userId and token; with two-factor authentication only a personal access token works",
    };
  if (status >= 500 || status === 408) {
    const hint = retryAfterMs(headers, now);
    return { kind: "failed", detail, ...(hint !== undefined && { retryAfterMs: hint }) };
  }
  if (!json || status < 400)
    return {
      kind: "rejected",
      detail: json ? detail : `the answer (${status}) is not Rocket.Chat's: no JSON`,
      remedy:
        "check the option url: it is the server's base address, without /api/v1, reached without redirect or sign-in page",
    };
  return { kind: "rejected", detail, ...(remedy !== undefined && { remedy }) };
};

const waitMs = ({ headers, text }: Answer, now: number): number => {
  const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN);
  if (reset > 0) return boundHint(reset - now);
  const seconds = /wait (\d+) seconds?/i.exec(text)?.[1];
  if (seconds !== undefined) return boundHint(Number(seconds) * 1000);
  return retryAfterMs(headers, now) ?? defaultWaitMs;
};
