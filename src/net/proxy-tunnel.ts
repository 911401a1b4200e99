import { request } from "node:http";
import type { Socket } from "node:net";
import type { Attempt } from "./attempt.ts";
import { NetworkFailure } from "./network-failure.ts";
import { proxyHeaders } from "./proxy.ts";

const refusal = (status: number | undefined): string =>
  status === 407
    ? "refused the tunnel with 407: give user and password in the proxy's URL"
    : `refused the tunnel with ${status}`;

/**
 * Asks the proxy at the other end of `socket` for a tunnel to `authority` (RFC 9110 9.3.6).
 * @throws {NetworkFailure} `proxy-failed`
 */
export const openTunnel = (
  socket: Socket,
  authority: string,
  proxy: URL,
  attempt: Attempt,
): Promise<Socket> =>
  attempt.wait((resolve, reject) => {
    const message = request({
      createConnection: () => socket,
      method: "CONNECT",
      path: authority,
      headers: { host: authority, ...proxyHeaders(proxy) },
      insecureHTTPParser: false,
    });
    message.once("connect", (answer, _socket, head) => {
      attempt.trace(`* proxy answered CONNECT ${authority} with ${answer.statusCode}`);
      if (answer.statusCode !== 200)
        return reject(new NetworkFailure("proxy-failed", refusal(answer.statusCode)));
      if (head.length > 0) socket.unshift(head);
      return resolve(socket);
    });
    message.on("error", () =>
      reject(new NetworkFailure("proxy-failed", "closed the connection or did not answer in HTTP")),
    );
    message.end();
  });
