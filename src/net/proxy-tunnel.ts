import type { Socket } from "node:net";
import type { Attempt } from "./attempt.ts";
import { AnswerParser } from "./http1/answer-parser.ts";
import { NetworkFailure } from "./network-failure.ts";
import { proxyHeaders } from "./proxy.ts";
import { writeFields, writeRequest } from "./wire-request.ts";

const refusal = (status: number): string =>
  status === 407
    ? "refused the tunnel with 407: give user and password in the proxy's URL"
    : `refused the tunnel with ${status}`;

const unreadable = () =>
  new NetworkFailure("proxy-failed", "closed the connection or did not answer in HTTP");

/** A proxy has little to say before the tunnel; its page about a refusal is not read. */
const limits = { headerBytes: 32_768, bodyBytes: 4_194_304 };

/** The status of the proxy's answer; what follows it on the connection is put back. */
const readStatus = (socket: Socket, attempt: Attempt): Promise<number> =>
  attempt.wait((resolve, reject) => {
    const parser = new AnswerParser("CONNECT", limits);
    const receive = (bytes: Buffer) => {
      try {
        const used = parser.push(bytes);
        if (!parser.head) return;
        socket.off("data", receive).pause();
        if (used < bytes.length) socket.unshift(bytes.subarray(used));
        resolve(parser.head.status);
      } catch {
        reject(unreadable());
      }
    };
    const fail = () => reject(unreadable());
    socket.on("data", receive).once("end", fail).once("error", fail).once("close", fail);
  });

/**
 * Asks the proxy at the other end of `socket` for a tunnel to `authority` (RFC 9110 9.3.6).
 * @throws {NetworkFailure} `proxy-failed`
 */
export const openTunnel = async (
  socket: Socket,
  authority: string,
  proxy: URL,
  attempt: Attempt,
): Promise<Socket> => {
  const fields = writeFields({ host: authority, ...proxyHeaders(proxy) });
  const { head } = writeRequest("CONNECT", authority, fields);
  socket.write(head, "latin1");
  const status = await readStatus(socket, attempt);
  attempt.trace(() => `* proxy answered CONNECT ${authority} with ${status}`);
  if (status < 200 || status > 299) throw new NetworkFailure("proxy-failed", refusal(status));
  return socket;
};
