import { connect } from "node:net";

const limitMs = 3000;

/** True when a TCP connection to `host:port` (IPv6 in brackets) can be opened within 3 s. Never rejects. */
export const reach = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [, host = "", port = ""] = /^\[?(.+?)\]?:(\d+)$/.exec(address) ?? [];
    const socket = connect({ host, port: Number(port), timeout: limitMs });
    const end = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
