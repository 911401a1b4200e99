import type { DeliveryResult } from "../../core/notifier.ts";
import type { Answer, NoAnswer } from "../outbound/json-client.ts";
import { retryAfterMs } from "../../net/retry-hint.ts";

const defaultWaitMs = 60_000;
const notNow = [408, 425];

/** What a receiver's status means (standardwebhooks.com: any 2xx is accepted, redirects are not followed). */
export const classifyWebhookAnswer = (
  answer: Answer | NoAnswer,
  now: number,
  receiver: string,
): DeliveryResult => {
  if (answer.kind === "unanswered") return answer.result;
  const { status, headers } = answer;
  const detail = `${receiver} answered ${status}`;
  const hint = retryAfterMs(headers, now);
  if (status >= 200 && status < 300) return { kind: "delivered", detail };
  if (status === 429) return { kind: "wait", retryAfterMs: hint ?? defaultWaitMs, detail };
  if (status >= 500 || notNow.includes(status))
    return { kind: "failed", detail, ...(hint !== undefined && { retryAfterMs: hint }) };
  if (status === 401 || status === 403)
    return { kind: "unauthorized", detail, remedy: "check secret and headers against the receiver's" };
  if (status === 410)
    return {
      kind: "unauthorized",
      detail,
      remedy: "the receiver wants no more messages: remove the channel",
    };
  if (status >= 300 && status < 400)
    return { kind: "rejected", detail, remedy: "redirects are not followed: give the final address in url" };
  return { kind: "rejected", detail };
};
