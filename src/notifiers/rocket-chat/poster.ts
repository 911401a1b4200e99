import type { Delivery } from "../../core/notifier.ts";
import type { RocketChatApi } from "./api.ts";
import { isRefusal, type Refusal } from "./reply.ts";

/** How messages show their sender. */
export interface SenderLook {
  readonly alias?: string | undefined;
  readonly emoji?: string | undefined;
}

/** The fields of a body that the look adds. */
export const lookFields = ({ alias, emoji }: SenderLook): object => ({
  ...(alias !== undefined && { alias }),
  ...(emoji !== undefined && { emoji }),
});

/** A message to be posted. */
interface Post {
  /** Our own message id: the server takes each only once. */
  readonly id: string;
  readonly roomId: string;
  readonly text: string;
  /** The message in whose thread it goes. */
  readonly threadId?: string;
}

/** Posts a message once, however often it is tried. The answer is what prevented it. */
export type PostOnce = (message: Post, delivery: Delivery) => Promise<Refusal | undefined>;

/**
 * A repeated attempt asks first whether an earlier one arrived; and asks again when it is refused, since the server
 * answers a known id with an error although it has it.
 */
export const createPostOnce = (api: RocketChatApi, look: SenderLook): PostOnce => {
  /** A message that is not there is answered with 400, from 9.0 on perhaps 404. */
  const isPosted = async (msgId: string, signal: AbortSignal): Promise<boolean | Refusal> => {
    const reply = await api.get("chat.getMessage", { msgId }, signal);
    if (reply.ok) return true;
    return isRefusal(reply) ? false : reply;
  };

  return async ({ id, roomId, text, threadId }, { attempt, uncertain, signal }) => {
    const isRepeated = uncertain || attempt > 1;
    const before = isRepeated ? await isPosted(id, signal) : false;
    if (before !== false) return before === true ? undefined : before;
    const thread = threadId === undefined ? {} : { tmid: threadId };
    const message = { _id: id, rid: roomId, msg: text, ...thread, ...lookFields(look) };
    const reply = await api.post("chat.sendMessage", { message, previewUrls: [] }, signal);
    if (reply.ok) return undefined;
    const isThere = isRepeated && isRefusal(reply) && (await isPosted(id, signal)) === true;
    return isThere ? undefined : reply;
  };
};
