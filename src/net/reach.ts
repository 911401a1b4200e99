import type { Clock } from "../core/clock.ts";
import { connectTo } from "./connect.ts";

const timeoutMs = 3000;

/** Makes a function that tells whether `host:port` can be connected to. It never rejects. */
export const createReach =
  (clock: Clock) =>
  async (address: string): Promise<boolean> => {
    const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(address) ?? [];
    if (!host) return false;
    const connection = await connectTo({ host, port: Number(port), clock, timeoutMs });
    return connection.kind === "connected";
  };
