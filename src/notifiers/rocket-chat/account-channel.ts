import type { CardRef } from "../../core/notification.ts";
import type { Channel, Delivery, DeliveryResult } from "../../core/notifier.ts";
import { textAt } from "../outbound/json-client.ts";
import { mentionFor } from "../outbound/mention.ts";
import type { RocketChatApi } from "./api.ts";
import type { Refusal } from "./reply.ts";
import { createFindRoom } from "./room.ts";
import { rocketChatCard, rocketChatNote } from "./text.ts";

/** How the messages look and whom they call. */
export interface RocketChatStyle {
  readonly alias?: string | undefined;
  readonly emoji?: string | undefined;
  readonly mention?: string | undefined;
}

interface Post {
  /** Our own message id: the server takes each only once. */
  readonly id: string;
  readonly roomId: string;
  readonly text: string;
  readonly threadId?: string;
}

const isRepeated = ({ attempt, uncertain }: Delivery): boolean => uncertain || attempt > 1;

/** The server understood and said no, in contrast to "not now" and "not you". */
const isRefusal = ({ status }: Refusal): boolean => [400, 403, 404].includes(status);

/** One card per incident, edited in place, its changes in its thread; posted under an account of the server. */
export const createAccountChannel = (input: {
  readonly api: RocketChatApi;
  readonly to: string;
  readonly style: RocketChatStyle;
}): Channel => {
  const { api, to, style } = input;
  const { alias, emoji } = style;
  const look = { ...(alias !== undefined && { alias }), ...(emoji !== undefined && { emoji }) };
  const findRoom = createFindRoom(api, to);

  /** Whether an earlier attempt has arrived. A message that is not there is answered with 400, from 9.0 on 404. */
  const isPosted = async (id: string, signal: AbortSignal): Promise<boolean | Refusal> => {
    const reply = await api.get("chat.getMessage", { msgId: id }, signal);
    if (reply.ok) return true;
    return isRefusal(reply) ? false : reply;
  };

  /** Posts once: asks before repeating, and again when a repetition is refused, as the server does with a known id. */
  const post = async (message: Post, delivery: Delivery): Promise<Refusal | undefined> => {
    const { signal } = delivery;
    const repeated = isRepeated(delivery);
    const before = repeated ? await isPosted(message.id, signal) : false;
    if (before !== false) return before === true ? undefined : before;
    const { id, roomId, text, threadId } = message;
    const body = {
      message: {
        _id: id,
        rid: roomId,
        msg: text,
        ...(threadId !== undefined && { tmid: threadId }),
        ...look,
      },
      previewUrls: [],
    };
    const reply = await api.post("chat.sendMessage", body, signal);
    if (reply.ok) return undefined;
    const isThere = repeated && isRefusal(reply) && (await isPosted(id, signal)) === true;
    return isThere ? undefined : reply;
  };

  /** For a room that cannot be looked up: the server finds it by itself, but takes no id from us. */
  const postByName = async (text: string, signal: AbortSignal): Promise<DeliveryResult> => {
    const reply = await api.post("chat.postMessage", { channel: to, text, ...look }, signal);
    if (!reply.ok) return reply.result;
    const roomId = textAt(reply.body, "message", "rid");
    const messageId = textAt(reply.body, "message", "_id");
    return { kind: "delivered", ...(roomId !== "" && messageId !== "" && { ref: { roomId, messageId } }) };
  };

  const postCard = async (delivery: Delivery): Promise<DeliveryResult> => {
    const text = rocketChatCard(delivery.card, mentionFor(delivery, style.mention));
    const room = await findRoom(delivery.signal);
    if (!room.ok) return isRefusal(room) ? postByName(text, delivery.signal) : room.result;
    const { id } = delivery.notification;
    const refusal = await post({ id, roomId: room.roomId, text }, delivery);
    return refusal?.result ?? { kind: "delivered", ref: { roomId: room.roomId, messageId: id } };
  };

  /** A thread that is refused (switched off, for one) becomes a message: an edit alone notifies nobody. */
  const postNote = async (delivery: Delivery, ref: CardRef, detail?: string): Promise<DeliveryResult> => {
    const { roomId = "", messageId = "" } = ref;
    const id = `${delivery.notification.id}-note`;
    const text = rocketChatNote(delivery.note, mentionFor(delivery, style.mention));
    const threaded = await post({ id, roomId, text, threadId: messageId }, delivery);
    const refusal = threaded && isRefusal(threaded) ? await post({ id, roomId, text }, delivery) : threaded;
    return refusal?.result ?? { kind: "delivered", ref, ...(detail !== undefined && { detail }) };
  };

  const editCard = async (delivery: Delivery, ref: CardRef): Promise<DeliveryResult> => {
    const { roomId, messageId: msgId } = ref;
    const text = rocketChatCard(delivery.card);
    const reply = await api.post("chat.update", { roomId, msgId, text, previewUrls: [] }, delivery.signal);
    if (reply.ok) return postNote(delivery, ref);
    if (!isRefusal(reply)) return reply.result;
    if (/no message found|room id provided does not match/.test(reply.said)) return postCard(delivery);
    return postNote(delivery, ref, `the card was not edited: ${reply.result.detail}`);
  };

  return {
    idempotent: true,
    deliver: (delivery) => (delivery.ref ? editCard(delivery, delivery.ref) : postCard(delivery)),
    verify: async (signal) => {
      const reply = await api.get("me", {}, signal);
      if (!reply.ok) return reply.result;
      const roles = reply.body["roles"];
      const isBot = Array.isArray(roles) && roles.includes("bot");
      const limit = isBot ? "" : "; without the role bot the server limits it to 10 calls a minute";
      return { kind: "delivered", detail: `signed in as ${textAt(reply.body, "username")}${limit}` };
    },
  };
};
