import { textAt } from "../outbound/json-client.ts";
import type { RocketChatApi } from "./api.ts";
import type { Refusal } from "./reply.ts";

type Found = { readonly ok: true; readonly roomId: string } | Refusal;

/** The id of the room that messages go to, asked once. */
export type FindRoom = (signal: AbortSignal) => Promise<Found>;

/**
 * `#name` is looked up, `@user` opens the direct room with that person (the same one each time), anything else is a
 * room id already. Own message ids, and with them freedom from duplicates, need the id.
 */
export const createFindRoom = (api: RocketChatApi, to: string): FindRoom => {
  let known: string | undefined = /^[#@]/.test(to) ? undefined : to;
  return async (signal) => {
    if (known !== undefined) return { ok: true, roomId: known };
    const name = to.slice(1);
    const reply = to.startsWith("@")
      ? await api.post("im.create", { username: name }, signal)
      : await api.get("rooms.info", { roomName: name }, signal);
    if (!reply.ok) return reply;
    const roomId = textAt(reply.body, "room", "_id") || textAt(reply.body, "room", "rid");
    if (roomId === "") {
      const detail = `the answer about the room ${to} has no room id`;
      return { ok: false, status: 200, said: "", result: { kind: "failed", detail } };
    }
    known = roomId;
    return { ok: true, roomId };
  };
};
