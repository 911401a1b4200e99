import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { Worker } from "node:worker_threads";

/** A server on a free port of 127.0.0.1 that does to each connection what it was told. */
export interface TargetServer {
  readonly port: number;
  /** What has been received so far, all connections together. */
  readonly received: () => string;
  /** Settles when the other side has closed every connection. */
  readonly idle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export type Behave = (socket: Socket, request: string) => void;

const track = (server: Server, opened: Socket[]) => {
  const note = (socket: Socket) => {
    opened.push(socket);
    socket.on("error", () => {});
  };
  server.on("connection", note);
  server.on("secureConnection", note);
};

const listen = async (server: Server): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  // A listening TCP server's address is an object, never a pipe's name.
  return (server.address() as AddressInfo).port;
};

const closed = (socket: Socket): Promise<void> =>
  socket.destroyed ? Promise.resolve() : new Promise((resolve) => socket.once("close", () => resolve()));

const targetServer = async (server: Server, received: () => string): Promise<TargetServer> => {
  const opened: Socket[] = [];
  track(server, opened);
  const port = await listen(server);
  return {
    port,
    received,
    idle: async () => {
      await Promise.all(opened.map(closed));
    },
    close: async () => {
      // Newest first: TLS before the TCP below it.
      for (const socket of opened.reverse()) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** `behave` is called with the first piece of what was received. */
const serve = (behave: Behave, note: (text: string) => void) => (socket: Socket) => {
  socket.on("error", () => {});
  socket.on("data", (chunk) => note(chunk.toString("latin1")));
  socket.once("data", (chunk) => behave(socket, chunk.toString("latin1")));
};

export const openTarget = (behave: Behave): Promise<TargetServer> => {
  let all = "";
  return targetServer(createServer(serve(behave, (text) => (all += text))), () => all);
};

export const openTlsTarget = (behave: Behave, options: TlsOptions): Promise<TargetServer> => {
  let all = "";
  const server = createTlsServer(
    options,
    serve(behave, (text) => (all += text)),
  );
  server.on("tlsClientError", () => {});
  return targetServer(server, () => all);
};

/** Acts as soon as a connection opens, before a word is said. */
export const openGreetingTarget = (greet: (socket: Socket) => void): Promise<TargetServer> =>
  targetServer(
    createServer((socket) => {
      socket.on("data", () => {});
      greet(socket);
    }),
    () => "",
  );

/** A port on which nothing listens. */
export const closedPort = async (): Promise<number> => {
  const target = await openTarget(() => {});
  await target.close();
  return target.port;
};

const deafListener = `
  const { createServer } = require("node:net");
  const { parentPort } = require("node:worker_threads");
  const server = createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

/** A port whose queue of connections is full: the kernel drops further attempts, as a dead machine would. */
export const openDeafTarget = async (): Promise<Pick<TargetServer, "port" | "close">> => {
  const { connect } = await import("node:net");
  const worker = new Worker(deafListener, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once("message", resolve));
  const fillers = Array.from({ length: 4 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  await Promise.race(fillers.map((filler) => new Promise((resolve) => filler.once("connect", resolve))));
  return {
    port,
    close: async () => {
      for (const filler of fillers) filler.destroy();
      await worker.terminate();
    },
  };
};
