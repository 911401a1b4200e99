import { errorText } from "../core/error-text.ts";
import { createAdaptorServer } from "@hono/node-server";
import { once, setMaxListeners } from "node:events";
import type { Server } from "node:http";
import type { HttpApp } from "./site.ts";

export interface Listening {
  /** `http://127.0.0.1:8300`. */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, ends event streams, and cuts what has not ended within `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/**
 * Serves the app over HTTP/1.1. Port 0 takes a free one.
 * @throws {Error} naming host, port and remedy when the address cannot be had
 */
export const listen = async (
  app: Pick<HttpApp, "fetch">,
  address: { readonly host: string; readonly port: number },
): Promise<Listening> => {
  const { host, port } = address;
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one for each open event stream
  const server = httpServer(app, closing.signal);
  // A connection kept alive by its client would otherwise hold up the close after its last answer.
  server.on("request", (_request, response) =>
    response.once("close", () => {
      if (closing.signal.aborted) setImmediate(() => server.closeIdleConnections());
    }),
  );
  server.listen(port, host);
  await once(server, "listening").catch((error: unknown) => {
    throw new Error(`cannot listen on ${place(host, port)}: ${remedyFor(error)}`, { cause: error });
  });
  const bound = server.address();
  const boundPort = typeof bound === "object" && bound ? bound.port : port;
  return {
    url: `http://${place(host, boundPort)}`,
    port: boundPort,
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      closing.abort();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
};

/** The adapter makes an HTTP/1.1 server unless it is given another maker. */
const httpServer = (app: Pick<HttpApp, "fetch">, closing: AbortSignal): Server =>
  createAdaptorServer({
    fetch: (request, env) => app.fetch(request, { ...env, closing }),
    overrideGlobalObjects: false,
    serverOptions: { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 10_000 },
  }) as Server;

const place = (host: string, port: number): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program listens there; stop it or choose another server.port",
  EACCES: "not allowed; choose a server.port above 1023",
  EADDRNOTAVAIL: "this machine has no such address; check server.host",
  ENOTFOUND: "the host name is unknown; check server.host",
};

const remedyFor = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return remedies[code] ?? errorText(error);
};
