import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo, Server } from "node:net";
import type { Clock } from "../core/clock.ts";
import { createSelfSigned } from "./certificate.ts";
import { createSampleHandler, type SampleReply } from "./sample-handler.ts";

export interface SampleApiOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Also serve HTTPS here, with a certificate that expires in ten days. 0 for any free port. */
  readonly httpsPort?: number;
  /** How long the slow endpoint takes; default 20 s. */
  readonly slowMs?: number;
  /** How long the flapping endpoint stays good, and then bad; default 20 s. */
  readonly flapMs?: number;
  readonly clock: Clock;
  /** At least 0, below 1: the noise in the drifting latency. */
  readonly random: () => number;
}

export interface SampleApi {
  readonly url: string;
  readonly httpsUrl?: string;
  /** The HTTPS certificate, PEM. It signs itself, so it is its own authority. */
  readonly certificate?: string;
  /** Ends at once, slow answers included. */
  close(): Promise<void>;
}

const certificateDays = 10;

/**
 * Starts the sample API that the demo and the acceptance tests watch.
 * @throws {Error} when a port is taken or may not be used
 */
export const startSampleApi = async (options: SampleApiOptions): Promise<SampleApi> => {
  const { host = "127.0.0.1", httpsPort, clock } = options;
  const notBefore = new Date(clock.now());
  const identity =
    httpsPort === undefined ? undefined : createSelfSigned({ host, days: certificateDays, notBefore });
  const handle = createSampleHandler({
    slowMs: options.slowMs ?? 20_000,
    flapMs: options.flapMs ?? 20_000,
    now: () => clock.now(),
    random: options.random,
    certificate: identity?.cert,
  });
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await receive(request);
    const { method = "", url = "" } = request;
    if (body !== undefined) send(response, handle({ method, target: url, body }), clock);
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => void serve(request, response);

  const http = createHttp(listener);
  const https = identity && createHttps(identity, listener);
  const close = async () => {
    await Promise.all([http, ...(https ? [https] : [])].map(shut));
  };
  try {
    const url = `http://${await listen(http, options.port, host)}`;
    if (!https || !identity) return { url, close };
    const httpsUrl = `https://${await listen(https, httpsPort ?? 0, host)}`;
    return { url, httpsUrl, certificate: identity.cert, close };
  } catch (error) {
    await close();
    throw error;
  }
};

const bodyLimit = 10_000;

/** The request's body; absent when the client left. What is beyond the limit is read and dropped. */
const receive = async (request: IncomingMessage): Promise<string | undefined> => {
  let body = "";
  try {
    for await (const chunk of request.setEncoding("utf8")) if (body.length < bodyLimit) body += chunk;
    return body;
  } catch {
    return undefined;
  }
};

/** Sends after the reply's delay, or never if the client leaves before. */
const send = (response: ServerResponse, reply: SampleReply, clock: Clock): void => {
  const write = () => response.writeHead(reply.httpStatus, reply.headers).end(reply.body);
  if (reply.delayMs === 0) write();
  else response.once("close", clock.schedule(reply.delayMs, write));
};

const listen = (server: Server, port: number, host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    server.listen(port, host, () => {
      const { port: bound } = addressOf(server);
      resolve(`${host.includes(":") ? `[${host}]` : host}:${bound}`);
    });
  });

/** A server that listens on a port, which is the guarantee behind the cast, has an address of this kind. */
const addressOf = (server: Server): AddressInfo => server.address() as AddressInfo;

const listenError = (error: NodeJS.ErrnoException, port: number, host: string): Error => {
  if (error.code === "EADDRINUSE")
    return new Error(`Port ${port} on ${host} is taken by another program: choose another port`, {
      cause: error,
    });
  if (error.code === "EACCES")
    return new Error(`Port ${port} needs more rights: choose one above 1023`, { cause: error });
  return new Error(`Cannot listen on ${host} port ${port}: ${error.message}`, { cause: error });
};

const shut = (server: ReturnType<typeof createHttp>): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
