import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Store } from "../../src/core/store.ts";
import { openStore } from "../../src/stores/registry.ts";
import { startFakeRocketChat } from "../support/fake-rocket-chat.ts";
import { startFakeSlack } from "../support/fake-slack.ts";
import { startFakeWebhookReceiver } from "../support/fake-webhook-receiver.ts";

/** What a series of kills did. Everything that is `lost` or `forgotten` must be 0. */
export interface CrashReport {
  readonly kills: number;
  readonly runsAcknowledged: number;
  readonly runsLost: number;
  readonly notificationsOwed: number;
  readonly notificationsLost: number;
  readonly incidents: number;
  readonly incidentsForgotten: number;
  /** Messages at each channel that no card refers to. */
  readonly duplicates: Readonly<Record<string, number>>;
  /** Deliveries to the webhook whose id had come before: its receiver knows them by that. */
  readonly webhookRepeats: number;
  /** The longest from starting a process to the end of its first run, and the usual one. */
  readonly firstRunMs: { readonly max: number; readonly median: number };
}

export interface CrashOptions {
  readonly kills: number;
  /** Each runs once a second. */
  readonly checks: number;
  /** How many of them keep failing and recovering. */
  readonly restless: number;
  readonly log: (line: string) => void;
}

const channels = ["chat", "hook", "slack"] as const;

/**
 * Runs the engine in a child process under load, with channels that lose every fifth answer, kills it with SIGKILL
 * at random moments, lets it settle, and compares what it had acknowledged with what is there.
 */
export const crashRepeatedly = async (options: CrashOptions): Promise<CrashReport> => {
  const folder = mkdtempSync(join(tmpdir(), "hinomi-crash-"));
  const target = await startTarget();
  const chat = await startFakeRocketChat({ dropReplies: { probability: 0.2, seed: 7 } });
  const hook = await startFakeWebhookReceiver();
  const slack = await startFakeSlack();
  const dropHook = everyFifth(hook, () => hook.failNext({ kind: "reset", when: "after" }));
  const dropSlack = everyFifth(slack, () => slack.failNext("reset-after"));
  const dropping = setInterval(() => {
    dropHook();
    dropSlack();
    target.turn(Math.floor(Math.random() * options.restless));
  }, 100);
  const acknowledged = new Set<string>();
  const owed = new Map<string, string>();
  const file = join(folder, "hinomi.yaml");
  const store = `sqlite:${join(folder, "hinomi.db")}`;
  writeFileSync(file, configText({ store, target: target.url, chat, hook, slack, checks: options.checks }));
  const firstRunsMs: number[] = [];
  const start = () => startChild(file, acknowledged, owed);
  try {
    for (let kill = 1; kill <= options.kills; kill++) {
      const child = await start();
      firstRunsMs.push(await child.firstRunMs);
      await pause(200 + Math.random() * 1300);
      await child.kill();
      if (kill % 10 === 0)
        options.log(`${kill} kills, ${acknowledged.size} runs, ${owed.size} notifications`);
    }
    clearInterval(dropping);
    target.calm();
    const last = await start();
    await last.settled();
    await last.stop();
    const kept = openStore(store);
    try {
      const found = await compare(kept, acknowledged, owed, { chat, hook, slack });
      return { kills: options.kills, ...found, firstRunMs: maxAndMedian(firstRunsMs) };
    } finally {
      await kept.close();
    }
  } finally {
    clearInterval(dropping);
    await Promise.all([target.stop(), chat.stop(), hook.stop(), slack.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Asked often, fails one call whenever four others have passed. */
const everyFifth = (fake: { readonly calls: readonly unknown[] }, fail: () => void) => {
  let next = 4;
  return () => {
    if (fake.calls.length < next) return;
    fail();
    next = fake.calls.length + 5;
  };
};

const maxAndMedian = (values: readonly number[]): CrashReport["firstRunMs"] => {
  const sorted = values.map(Math.round).toSorted((left, right) => left - right);
  return { max: sorted.at(-1) ?? 0, median: sorted[sorted.length >> 1] ?? 0 };
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Answers 200, or 500 for the checks that were turned. */
const startTarget = async () => {
  const bad = new Set<number>();
  const server = createServer((request, response) => {
    response.statusCode = bad.has(Number(request.url?.slice(1))) ? 500 : 200;
    response.end('{"status":0}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    turn: (check: number) => void (bad.delete(check) || bad.add(check)),
    calm: () => bad.clear(),
    stop: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
};

type Chat = Awaited<ReturnType<typeof startFakeRocketChat>>;
type Hook = Awaited<ReturnType<typeof startFakeWebhookReceiver>>;
type Slack = Awaited<ReturnType<typeof startFakeSlack>>;

const configText = (input: {
  readonly store: string;
  readonly target: string;
  readonly chat: Chat;
  readonly hook: Hook;
  readonly slack: Slack;
  readonly checks: number;
}): string => {
  const group = "{ wait: 100ms, storm: 100000 }";
  const checks = Array.from(
    { length: input.checks },
    (_, index) => `  - { id: check-${index}, type: http, url: "${input.target}/${index}" }`,
  );
  return `
store: ${input.store}
concurrency: { total: 200, per_host: 200 }
defaults: { every: 1s, timeout: 5s, notify: [${channels.join(", ")}], confirm: { down: 1, up: 1 }, flap: { window: 1m, enter: 100, leave: 0 } }
channels:
  chat: { type: rocket-chat, url: "${input.chat.url}", user: "${input.chat.user}", password: "${input.chat.password}", to: "#alerts", group: ${group} }
  hook: { type: webhook, url: "${input.hook.address}", group: ${group} }
  slack: { type: slack, url: "${input.slack.apiUrl}", token: "${input.slack.token}", to: "#alerts", group: ${group} }
checks:
${checks.join("\n")}
`;
};

/** Starts the engine and notes what it acknowledges. */
const startChild = async (file: string, acknowledged: Set<string>, owed: Map<string, string>) => {
  const startedAt = performance.now();
  const child: ChildProcess = spawn(process.execPath, [new URL("child.ts", import.meta.url).pathname, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const waiting = new Map<string, () => void>();
  const said = (word: string) => new Promise<void>((resolve) => waiting.set(word, resolve));
  if (!child.stdout) throw new Error("the child has no standard output");
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    const [word = "", id = "", more = ""] = line.split(" ");
    if (word === "ack") acknowledged.add(`${id} ${more}`);
    else if (word === "owe") owed.set(id, more);
    else waiting.get(word)?.();
  });
  const firstRunMs = said("first").then(() => performance.now() - startedAt);
  const drained = new Promise<void>((resolve) => lines.once("close", resolve));
  await Promise.race([
    said("ready"),
    exited.then(() => Promise.reject(new Error("the child did not start"))),
  ]);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await Promise.all([exited, drained]);
  };
  return {
    firstRunMs,
    kill: () => end("SIGKILL"),
    settled: () => said("idle"),
    stop: () => end("SIGTERM"),
  };
};

const compare = async (
  store: Store,
  acknowledged: ReadonlySet<string>,
  owed: ReadonlyMap<string, string>,
  fakes: { readonly chat: Chat; readonly hook: Hook; readonly slack: Slack },
): Promise<Omit<CrashReport, "kills" | "firstRunMs">> => {
  const kept = new Set<string>();
  for (const checkId of new Set([...acknowledged].map((line) => line.split(" ")[0] ?? "")))
    for await (const run of everything((before) => store.runs.list({ checkId, limit: 500, ...before })))
      kept.add(`${checkId} ${run.slot}`);
  const rows = await Promise.all([...owed.keys()].map((id) => store.outbox.get(id)));
  const incidents = [];
  for await (const incident of everything((before) => store.incidents.list({ limit: 500, ...before })))
    incidents.push(incident);
  const ids = incidents.map(({ id }) => id);
  const cards = async (channel: string) => (await store.outbox.cards(channel, ids)).map(({ ref }) => ref);
  const chatRefs = new Set((await cards("chat")).flatMap((ref) => Object.values(ref)));
  const slackRefs = new Set((await cards("slack")).flatMap((ref) => Object.values(ref)));
  const chatCards = fakes.chat.messages().filter(({ tmid }) => tmid === undefined);
  const slackCards = fakes.slack.messages().filter(({ thread }) => thread === undefined);
  const hookCalls = fakes.hook.calls.length;
  return {
    runsAcknowledged: acknowledged.size,
    runsLost: [...acknowledged].filter((run) => !kept.has(run)).length,
    notificationsOwed: owed.size,
    notificationsLost: rows.filter((row) => row?.state !== "delivered" && row?.state !== "superseded").length,
    incidents: incidents.length,
    incidentsForgotten: incidents.filter(({ closedAt }) => closedAt === undefined).length,
    duplicates: {
      chat: chatCards.filter(({ id }) => !chatRefs.has(id)).length,
      slack: slackCards.filter(({ ts }) => !slackRefs.has(ts)).length,
    },
    webhookRepeats: hookCalls - fakes.hook.messages().length,
  };
};

const everything = async function* <T>(
  page: (before: { before?: string }) => Promise<{ readonly items: readonly T[]; readonly next?: string }>,
): AsyncGenerator<T> {
  let next: string | undefined;
  do {
    const found = await page(next === undefined ? {} : { before: next });
    yield* found.items;
    next = found.next;
  } while (next !== undefined);
};
