import type { CardRef } from "../../core/notification.ts";
import type { Delivery, DeliveryResult } from "../../core/notifier.ts";
import type { BareChannel } from "../outbound/guard-channel.ts";
import { textAt, type SendCall } from "../outbound/json-client.ts";
import { mentionFor } from "../outbound/mention.ts";
import { escapeSlack, slackCard } from "./content.ts";
import { readSlackReply, type SlackReply } from "./reply.ts";

/** The message is there, but not ours to edit any more. */
const frozen = ["cant_update_message", "edit_window_closed", "is_inactive"];

/** One card per incident, edited in place, its changes in its thread; posted by an app's bot user. */
export const createBotChannel = (input: {
  /** Of the Web API: `https://slack.com/api`. */
  readonly url: string;
  readonly token: string;
  readonly to: string;
  readonly mention?: string | undefined;
  readonly send: SendCall;
  readonly now: () => number;
}): BareChannel => {
  const { to, send, now } = input;
  const base = input.url.replace(/\/+$/, "");

  const call = async (method: string, body: unknown, signal: AbortSignal): Promise<SlackReply> => {
    const answer = await send({
      method: "POST",
      url: `${base}/${method}`,
      headers: {
        authorization: `Bearer ${input.token}`,
        "content-type": "application/json; charset=utf-8",
      },
      body: JSON.stringify(body),
      signal,
    });
    return readSlackReply(answer, now());
  };

  const postCard = async (delivery: Delivery): Promise<DeliveryResult> => {
    const content = slackCard(delivery.card, mentionFor(delivery, input.mention));
    const body = { channel: to, ...content, unfurl_links: false, unfurl_media: false };
    const reply = await call("chat.postMessage", body, delivery.signal);
    if (!reply.ok) return reply.result;
    const [channel, ts] = [textAt(reply.body, "channel"), textAt(reply.body, "ts")];
    return { kind: "delivered", ...(channel !== "" && ts !== "" && { ref: { channel, ts } }) };
  };

  const postNote = async (delivery: Delivery, ref: CardRef, detail?: string): Promise<DeliveryResult> => {
    const mention = mentionFor(delivery, input.mention);
    const text = `${mention === undefined ? "" : `${mention} `}${escapeSlack(delivery.note)}`;
    const body = { channel: ref["channel"], thread_ts: ref["ts"], text, unfurl_links: false };
    const reply = await call("chat.postMessage", body, delivery.signal);
    return reply.ok ? { kind: "delivered", ref, ...(detail !== undefined && { detail }) } : reply.result;
  };

  const editCard = async (delivery: Delivery, ref: CardRef): Promise<DeliveryResult> => {
    const body = { channel: ref["channel"], ts: ref["ts"], ...slackCard(delivery.card) };
    const reply = await call("chat.update", body, delivery.signal);
    if (reply.ok) return postNote(delivery, ref);
    if (reply.error === "message_not_found") return postCard(delivery);
    if (frozen.includes(reply.error))
      return postNote(delivery, ref, `the card was not edited: ${reply.error}`);
    // An edit leaves nothing behind that could be doubled.
    return reply.result.kind === "uncertain" ? { ...reply.result, kind: "failed" } : reply.result;
  };

  return {
    idempotent: false,
    deliver: (delivery) => (delivery.ref ? editCard(delivery, delivery.ref) : postCard(delivery)),
    verify: async (signal) => describeBot(await call("auth.test", {}, signal)),
  };
};

const describeBot = (reply: SlackReply): DeliveryResult =>
  reply.ok
    ? {
        kind: "delivered",
        detail: `signed in as ${textAt(reply.body, "user")} of ${textAt(reply.body, "team")}`,
      }
    : reply.result;
