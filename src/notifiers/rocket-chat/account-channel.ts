import type { CardRef } from "../../core/notification.ts";
import type { Delivery, DeliveryResult } from "../../core/notifier.ts";
import type { BareChannel } from "../outbound/guard-channel.ts";
import { textAt } from "../outbound/json-client.ts";
import { mentionFor } from "../outbound/mention.ts";
import type { RocketChatApi } from "./api.ts";
import { createPostOnce, lookFields, type SenderLook } from "./poster.ts";
import { isRefusal } from "./reply.ts";
import { createFindRoom } from "./room.ts";
import { rocketChatCard, rocketChatNote } from "./text.ts";

/** One card per incident, edited in place, its changes in its thread; posted under an account of the server. */
export const createAccountChannel = (input: {
  readonly api: RocketChatApi;
  readonly to: string;
  readonly look: SenderLook;
  readonly mention?: string | undefined;
}): BareChannel => {
  const { api, to, look } = input;
  const findRoom = createFindRoom(api, to);
  const postOnce = createPostOnce(api, look);

  /** For a room that cannot be looked up: the server finds it by itself, but takes no id from us. */
  const postByName = async (text: string, signal: AbortSignal): Promise<DeliveryResult> => {
    const reply = await api.post("chat.postMessage", { channel: to, text, ...lookFields(look) }, signal);
    if (!reply.ok) return reply.result;
    const roomId = textAt(reply.body, "message", "rid");
    const messageId = textAt(reply.body, "message", "_id");
    return { kind: "delivered", ...(roomId !== "" && messageId !== "" && { ref: { roomId, messageId } }) };
  };

  const postCard = async (delivery: Delivery): Promise<DeliveryResult> => {
    const text = rocketChatCard(delivery.card, mentionFor(delivery, input.mention));
    const room = await findRoom(delivery.signal);
    if (!room.ok) return isRefusal(room) ? postByName(text, delivery.signal) : room.result;
    const { roomId } = room;
    const { id } = delivery.notification;
    const refusal = await postOnce({ id, roomId, text }, delivery);
    return refusal?.result ?? { kind: "delivered", ref: { roomId, messageId: id } };
  };

  /** A thread that is refused (switched off, for one) becomes a message: an edit alone notifies nobody. */
  const postNote = async (delivery: Delivery, ref: CardRef, detail?: string): Promise<DeliveryResult> => {
    const { roomId = "", messageId = "" } = ref;
    const text = rocketChatNote(delivery.note, mentionFor(delivery, input.mention));
    const note = { id: `${delivery.notification.id}-note`, roomId, text };
    const inThread = await postOnce({ ...note, threadId: messageId }, delivery);
    const refusal = inThread && isRefusal(inThread) ? await postOnce(note, delivery) : inThread;
    return refusal?.result ?? { kind: "delivered", ref, ...(detail !== undefined && { detail }) };
  };

  const editCard = async (delivery: Delivery, ref: CardRef): Promise<DeliveryResult> => {
    const { roomId, messageId: msgId } = ref;
    const text = rocketChatCard(delivery.card);
    const reply = await api.post("chat.update", { roomId, msgId, text, previewUrls: [] }, delivery.signal);
    if (reply.ok) return postNote(delivery, ref);
    if (!isRefusal(reply)) return reply.result;
    const isGone = /no message found|room id provided does not match/.test(reply.said);
    if (isGone) return postCard(delivery);
    return postNote(delivery, ref, `the card was not edited: ${reply.result.detail}`);
  };

  return {
    idempotent: true,
    deliver: (delivery) => (delivery.ref ? editCard(delivery, delivery.ref) : postCard(delivery)),
    verify: (signal) => describeAccount(api, signal),
  };
};

/** Who the account is, and what it lacks. */
const describeAccount = async (api: RocketChatApi, signal: AbortSignal): Promise<DeliveryResult> => {
  const reply = await api.get("me", {}, signal);
  if (!reply.ok) return reply.result;
  const roles = reply.body["roles"];
  const isBot = Array.isArray(roles) && roles.includes("bot");
  const limit = isBot ? "" : "; without the role bot the server limits it to 10 calls a minute";
  return { kind: "delivered", detail: `signed in as ${textAt(reply.body, "username")}${limit}` };
};
