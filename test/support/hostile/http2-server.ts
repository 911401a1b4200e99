import { once } from "node:events";
import { createSecureServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { certificates } from "../certificates.ts";
import { openTlsTarget, type TargetServer } from "./target-server.ts";

type Answer = (stream: ServerHttp2Stream) => void;

/** A server on a free port of 127.0.0.1 that speaks HTTP/2 well, except for what `answer` does. */
export const openHttp2Target = async (
  answer: Answer,
): Promise<Pick<TargetServer, "port" | "idle" | "close">> => {
  const server = createSecureServer({ ...certificates.good() });
  const opened: Socket[] = [];
  server.on("secureConnection", (socket) => opened.push(socket));
  server.on("session", (session) => session.on("error", () => {}));
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    answer(stream);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    // A listening TCP server's address is an object, never a pipe's name.
    port: (server.address() as AddressInfo).port,
    idle: async () => {
      await Promise.all(opened.filter((socket) => !socket.destroyed).map((socket) => once(socket, "close")));
    },
    close: async () => {
      for (const socket of opened) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
};

/** One frame (RFC 9113 4.1). */
export const frame = (type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)) => {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
};

const settingsFrame = 4;

/** How a raw target differs from a usual one. */
interface RawTarget {
  /** Begins without the settings that it owes. */
  readonly rude?: boolean;
  /** Closes the connection after it has spoken. */
  readonly closes?: boolean;
}

/** A target that agrees to `h2` and then sends these bytes. */
export const openRawHttp2Target = (
  bytes: Uint8Array,
  { rude, closes }: RawTarget = {},
): Promise<TargetServer> =>
  openTlsTarget(
    (socket) => {
      socket.write(rude ? bytes : Buffer.concat([frame(settingsFrame, 0, 0), bytes]));
      if (closes) socket.end();
    },
    { ...certificates.good(), ALPNProtocols: ["h2"] },
  );
