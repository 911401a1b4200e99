import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Attempt } from "./attempt.ts";
import type { BegunAnswer, HttpLimits } from "./begun-answer.ts";
import { exchangeHttp1 } from "./http1/exchange.ts";
import type { WireRequest } from "./wire-request.ts";

/**
 * Sends one request over an open connection, in the version of HTTP that was agreed on, and waits for the answer's
 * headers. The connection serves nothing else. `onSent` is called when the whole request has been handed to the system.
 * @throws {NetworkFailure} with what went wrong on the wire
 */
export const exchangeHttp = (
  socket: Socket,
  wire: WireRequest,
  limits: HttpLimits,
  attempt: Attempt,
  onSent: () => void,
): Promise<BegunAnswer> =>
  socket instanceof TLSSocket && socket.alpnProtocol === "h2"
    ? exchangeByHttp2(socket, wire, limits, attempt, onSent)
    : exchangeHttp1(socket, wire, limits, attempt, onSent);

/** Its library is loaded by those who ask for it. */
const exchangeByHttp2: typeof exchangeHttp1 = async (...exchange) => {
  const { exchangeHttp2 } = await import("./http2-exchange.ts");
  return exchangeHttp2(...exchange);
};
