import type { BareChannel } from "../outbound/guard-channel.ts";
import { isOddSuccess, type SendCall } from "../outbound/json-client.ts";
import { mentionFor } from "../outbound/mention.ts";
import { slackCard } from "./content.ts";
import { readSlackReply } from "./reply.ts";

/** Posts to an incoming webhook: no message id comes back, so each change is a message of its own. */
export const createWebhookChannel = (input: {
  readonly url: string;
  readonly mention?: string | undefined;
  readonly send: SendCall;
  readonly now: () => number;
}): BareChannel => ({
  idempotent: false,
  deliver: async (delivery) => {
    const content = slackCard(delivery.card, mentionFor(delivery, input.mention));
    const body = JSON.stringify({ ...content, unfurl_links: false });
    const answer = await input.send({ url: input.url, method: "POST", body, signal: delivery.signal });
    const reply = readSlackReply(answer, input.now());
    if (reply.ok) return { kind: "delivered" };
    const isTaken = reply.error === "" && answer.kind === "answered" && isOddSuccess(answer);
    return isTaken ? { kind: "delivered", detail: "taken with an unusual answer" } : reply.result;
  },
});
