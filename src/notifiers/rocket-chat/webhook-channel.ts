import type { DeliveryResult } from "../../core/notifier.ts";
import type { BareChannel } from "../outbound/guard-channel.ts";
import { isOddSuccess, type Answer, type NoAnswer, type SendCall } from "../outbound/json-client.ts";
import { mentionFor } from "../outbound/mention.ts";
import { lookFields, type SenderLook } from "./poster.ts";
import { readReply } from "./reply.ts";
import { rocketChatCard } from "./text.ts";

/** A disabled integration answers 503 for good, so patience with that answer ends here. */
const patience = 3;

/**
 * Posts to an incoming webhook. It answers without a message id: nothing can be edited or threaded, so each change is
 * a message of its own, and an attempt without an answer may be repeated as a duplicate.
 */
export const createWebhookChannel = (input: {
  readonly url: string;
  readonly to?: string | undefined;
  readonly look: SenderLook;
  readonly mention?: string | undefined;
  readonly send: SendCall;
  readonly now: () => number;
}): BareChannel => {
  const { url, to, look, mention, send, now } = input;
  return {
    idempotent: false,
    deliver: async (delivery) => {
      const text = rocketChatCard(delivery.card, mentionFor(delivery, mention));
      const body = {
        text,
        parseUrls: false,
        ...(to !== undefined && { channel: to }),
        ...lookFields(look),
      };
      const answer = await send({ url, method: "POST", body: JSON.stringify(body), signal: delivery.signal });
      return readWebhookAnswer(answer, delivery.attempt, now());
    },
  };
};

/** What a webhook's answer means; the address is the credential, so one that is unknown is a refused credential. */
const readWebhookAnswer = (answer: Answer | NoAnswer, attempt: number, now: number): DeliveryResult => {
  const reply = readReply(answer, now);
  if (reply.ok) return { kind: "delivered" };
  if (answer.kind === "answered" && isOddSuccess(answer) && answer.json?.["success"] !== false)
    return { kind: "delivered", detail: "taken with an unusual answer" };
  const { result, status, said } = reply;
  const detail = result.detail ?? "";
  if (status === 401 || (status === 404 && said.includes("token provided")))
    return { kind: "unauthorized", detail, remedy: "copy the webhook's address from the integration again" };
  if (status === 503 && attempt >= patience)
    return { kind: "rejected", detail, remedy: "enable the integration in Rocket.Chat's administration" };
  return result;
};
