import { Agent, get } from "node:http";
import { quantileOf, sortedOf } from "../measure/statistics.ts";
import type { Server } from "./server.ts";

export interface ReaderFinding {
  readonly path: string;
  readonly answers: number;
  /** Answers other than 200. */
  readonly refused: number;
  readonly p50: number;
  readonly p99: number;
  readonly bytes: number;
}

const dayMs = 86_400_000;

/** What a person with the page open asks for. */
const pathsFor = (checkId: string): Readonly<Record<string, () => string>> => ({
  "/": () => "/",
  "/checks/:id": () => `/checks/${checkId}`,
  "/api/v1/overview": () => "/api/v1/overview",
  "/api/v1/checks/:id/series": () => `/api/v1/checks/${checkId}/series?from=${Date.now() - dayMs}&points=390`,
});

/** Reads one thing after the other, `perSecond` times a second, until it is stopped. */
export const startReader = (
  server: Pick<Server, "url" | "token">,
  checkId: string,
  perSecond: number,
): { stop(): Promise<readonly ReaderFinding[]> } => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const seen = Object.entries(pathsFor(checkId)).map(([path, make]) => ({
    path,
    make,
    ms: [] as number[],
    refused: 0,
    bytes: 0,
  }));
  const pending = new Set<Promise<void>>();
  const follow = async (entry: (typeof seen)[number]): Promise<void> => {
    const began = performance.now();
    const { status, bytes } = await read(`${server.url}${entry.make()}`, server.token, agent);
    entry.ms.push(performance.now() - began);
    entry.bytes = bytes;
    if (status !== 200) entry.refused += 1;
  };
  let turn = 0;
  const timer = setInterval(() => {
    const entry = seen[turn++ % seen.length];
    if (!entry || pending.size >= 8) return;
    const reading = follow(entry);
    pending.add(reading);
    void reading.finally(() => pending.delete(reading));
  }, 1000 / perSecond);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(pending);
      agent.destroy();
      return seen.map(({ path, ms, refused, bytes }) => {
        const sorted = sortedOf(ms);
        return {
          path,
          answers: ms.length,
          refused,
          p50: quantileOf(sorted, 0.5),
          p99: quantileOf(sorted, 0.99),
          bytes,
        };
      });
    },
  };
};

/** Never rejects: an answer that does not come is one of status 0. */
const read = (url: string, token: string, agent: Agent): Promise<{ status: number; bytes: number }> =>
  new Promise((resolve) => {
    let bytes = 0;
    const request = get(url, { agent, headers: { authorization: `Bearer ${token}` }, timeout: 30_000 });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve({ status: 0, bytes }));
    request.once("response", (response) => {
      response.on("data", (part: Buffer) => (bytes += part.length));
      response.once("error", () => resolve({ status: 0, bytes }));
      response.once("end", () => resolve({ status: response.statusCode ?? 0, bytes }));
    });
  });
