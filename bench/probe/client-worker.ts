import { answerTasks, inputOf } from "../measure/answer-tasks.ts";
import type { Round } from "../measure/contest.ts";
import { ownCpuUs } from "../measure/usage.ts";
import { clients, type Client, type ClientName } from "./clients.ts";

/** As many at a time as a busy Hinomi has under way. */
const atOnce = 16;

const [name = "", url = "", ca] = process.argv.slice(2);

const isClient = (text: string): text is ClientName => Object.hasOwn(clients, text);
if (!isClient(name)) throw new Error(`there is no client ${name}`);
const client = clients[name]({ url, ...(ca !== undefined && { ca }) });

const runRound = async (ask: Client, operations: number): Promise<Round> => {
  const began = ownCpuUs();
  let left = operations;
  let failures = 0;
  const loop = async () => {
    while (left-- > 0) if (!(await ask().catch(() => false))) failures += 1;
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
  return { operations, cpuUs: ownCpuUs() - began, failures, rssBytes: process.memoryUsage.rss() };
};

answerTasks({ round: (input) => runRound(client, inputOf<number>(input)) });
