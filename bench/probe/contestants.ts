import { runToEnd } from "../measure/children.ts";
import { compile } from "../measure/compile.ts";
import type { Contestant, Round } from "../measure/contest.ts";
import { startWorker } from "../measure/worker.ts";
import type { Target } from "../target/target.ts";
import type { ClientName } from "./clients.ts";

/** The C floor of the target's protocol; absent when it cannot be compiled here. */
export const cFloor = async (target: Target, folder: string): Promise<Contestant | undefined> => {
  const { tls } = target;
  const source = new URL(tls ? "floor-tls.c" : "floor.c", import.meta.url);
  const program = await compile(source, folder, tls ? ["ssl", "crypto"] : []);
  if (program === undefined) return undefined;
  return {
    name: tls ? "C floor (OpenSSL)" : "C floor",
    round: async (operations) => {
      const args = [String(target.port), "/floor", String(operations), ...(tls ? [tls.cert] : [])];
      return readRound(await runToEnd(program, args), operations);
    },
    stop: async () => {},
  };
};

const readRound = (text: string, operations: number): Round => {
  const [cpuUs = 0, failures = 0, kilobytes = 0] = text.trim().split(" ").map(Number);
  return { operations, cpuUs, failures, rssBytes: kilobytes * 1024 };
};

/** A client in a Node process of its own. */
export const nodeClient = async (client: ClientName, name: string, target: Target): Promise<Contestant> => {
  const { tls } = target;
  const worker = await startWorker(new URL("client-worker.ts", import.meta.url), {
    args: [client, `${target.url}/${client}`, ...(tls ? [tls.cert] : [])],
    ...(tls && { env: { NODE_EXTRA_CA_CERTS: tls.cert } }),
  });
  return { name, round: (operations) => worker.ask<Round>("round", operations), stop: worker.stop };
};
