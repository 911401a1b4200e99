import type { SendCall } from "../outbound/json-client.ts";
import { readReply, type Reply } from "./reply.ts";
import { createSession, type Credential, type SendToApi } from "./session.ts";

/** Rocket.Chat's REST API under one account. */
export interface RocketChatApi {
  readonly get: (
    route: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) => Promise<Reply>;
  readonly post: (route: string, body: unknown, signal: AbortSignal) => Promise<Reply>;
  /** Logs out. */
  readonly close: (signal: AbortSignal) => Promise<void>;
}

/** Calls signed by the session; a refused token is renewed once per call (https://developer.rocket.chat/apidocs). */
export const createRocketChatApi = (input: {
  /** The server's base address, `/` at its end or not. */
  readonly url: string;
  readonly credential: Credential;
  readonly send: SendCall;
  readonly now: () => number;
}): RocketChatApi => {
  const base = input.url.replace(/\/+$/, "");
  const send: SendToApi = ({ method, route, headers, body, signal }) =>
    input.send({
      method,
      url: `${base}/api/v1/${route}`,
      signal,
      ...(headers && { headers }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const session = createSession(input.credential, send, input.now);

  const signed = async (call: Parameters<SendToApi>[0], mayRenew = true): Promise<Reply> => {
    const entered = await session.enter(call.signal);
    if (!entered.ok) return entered;
    const reply = readReply(await send({ ...call, headers: entered.auth }), input.now());
    const isRefused = !reply.ok && reply.status === 401;
    return isRefused && mayRenew && session.renew(entered.auth) ? signed(call, false) : reply;
  };

  return {
    get: (route, query, signal) => {
      const search = new URLSearchParams(query).toString();
      return signed({ method: "GET", route: search === "" ? route : `${route}?${search}`, signal });
    },
    post: (route, body, signal) => signed({ method: "POST", route, body, signal }),
    close: (signal) => session.leave(signal),
  };
};
