import { readFileSync } from "node:fs";
import { request as requestPlain, type ClientRequest } from "node:http";
import { request as requestSecure } from "node:https";
import { connect, type Socket } from "node:net";
import { connect as connectSecure, createSecureContext } from "node:tls";
import { systemClock } from "../../src/engine/system-clock.ts";
import { requestHttp } from "../../src/net/http-request.ts";

/** One probe; true when the target said 200. */
export type Client = () => Promise<boolean>;

export interface ClientInput {
  readonly url: string;
  /** PEM file of the certificate to trust, for HTTPS. */
  readonly ca?: string;
}

const headers = { "user-agent": "bench", accept: "*/*", connection: "close" };

const textOf = ({ host, pathname }: URL): string =>
  `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: bench\r\nAccept: */*\r\nConnection: close\r\n\r\n`;

/** Sends the request when `ready` comes and reads until the target closes: no parser, no limits, no phases. */
const converse = (socket: Socket, ready: "connect" | "secureConnect", text: string): Promise<boolean> =>
  new Promise((resolve) => {
    let head = "";
    socket.once(ready, () => socket.write(text));
    socket.on("data", (bytes: Buffer) => (head ||= bytes.toString("latin1", 0, 12)));
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(head === "HTTP/1.1 200"));
  });

const net = ({ url }: ClientInput): Client => {
  const target = new URL(url);
  const text = textOf(target);
  const where = { host: target.hostname, port: Number(target.port) };
  return () => converse(connect(where), "connect", text);
};

const tls = ({ url, ca = "" }: ClientInput): Client => {
  const target = new URL(url);
  const text = textOf(target);
  const secureContext = createSecureContext({ ca: readFileSync(ca) });
  const where = { host: target.hostname, port: Number(target.port), secureContext };
  return () => converse(connectSecure(where), "secureConnect", text);
};

const finish = (request: ClientRequest): Promise<boolean> =>
  new Promise((resolve) => {
    request.once("error", () => resolve(false));
    request.once("response", (response) => {
      response.on("data", () => {});
      response.once("error", () => resolve(false));
      response.once("end", () => resolve(response.statusCode === 200));
    });
    request.end();
  });

const http = ({ url, ca }: ClientInput): Client => {
  if (ca === undefined) return () => finish(requestPlain(url, { agent: false, headers }));
  const secureContext = createSecureContext({ ca: readFileSync(ca) });
  // `tls.connect` takes the context and https passes it on, but its types do not know.
  const options = { agent: false, headers, secureContext } as const;
  return () => finish(requestSecure(url, options));
};

/** The certificate is trusted through NODE_EXTRA_CA_CERTS; the target closes each connection. */
const viaFetch =
  ({ url }: ClientInput): Client =>
  async () => {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status === 200;
  };

const hinomi = ({ url, ca }: ClientInput): Client => {
  const tls = ca === undefined ? {} : { tls: { ca: readFileSync(ca, "utf8") } };
  const request = { url, clock: systemClock, timeoutMs: 10_000, ...tls };
  return async () => {
    const exchange = await requestHttp(request);
    return exchange.kind === "answered" && exchange.status === 200;
  };
};

export const clients = { net, tls, http, fetch: viaFetch, hinomi } as const;
export type ClientName = keyof typeof clients;
