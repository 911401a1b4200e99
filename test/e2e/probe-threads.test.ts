import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, test } from "vitest";
import { createEngine, readConfig } from "../../src/app.ts";
import type { RunContext } from "../../src/core/check.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { ProbePool } from "../../src/probes/probe-pool.ts";
import { createMemoryStore } from "../../src/stores/memory/store.ts";
import { eventually } from "../support/eventually.ts";

const secret = "a-secret-nobody-sees";
const env = { SECRET: secret };
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** `/json` answers, `/bad` is 500, `/echo` says what it was asked with, `/hang` never answers. */
const startTarget = async (): Promise<string> => {
  const server: Server = createServer((request, response) => {
    if (request.url === "/hang") return;
    response.statusCode = request.url === "/bad" ? 500 : 200;
    response.end(request.url === "/echo" ? String(request.headers["x-key"]) : '{"status":0}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const configText = (checks: readonly string[], settings = "") =>
  `store: "memory:"\ndefaults: { every: 1h, timeout: 5s }\n${settings}\nchecks:\n${checks.map((check) => `  - ${check}\n`).join("")}`;

/** An engine as the app makes one, from a file, with so many probe threads. */
const watch = async (text: string, workers: number, entry?: URL) => {
  const folder = mkdtempSync(join(tmpdir(), "hinomi-threads-"));
  ends.push(() => Promise.resolve(rmSync(folder, { recursive: true })));
  const file = join(folder, "hinomi.yaml");
  const log: string[] = [];
  const pool = new ProbePool({ clock: systemClock, log: (line) => log.push(line), ...(entry && { entry }) });
  const load = async (source: string) => {
    writeFileSync(file, source);
    const { config, problems } = readConfig(file, env, systemClock);
    if (!config) throw new Error(JSON.stringify(problems));
    await pool.configure({ file, text: source, env }, workers);
    return config;
  };
  const config = await load(text);
  const memory = createMemoryStore();
  const store = { ...memory, close: () => Promise.resolve() };
  const input = { config, store, clock: systemClock, redact: (line: string) => line };
  const engine = createEngine({ ...input, log: (line) => log.push(line), probes: pool });
  ends.push(() => engine.stop());
  await engine.start();
  return { engine, pool, store, log, reload: async (next: string) => engine.reload(await load(next)) };
};

const ids = (engine: Engine) => engine.checks().map(({ check }) => check.id);

const runAll = (engine: Engine) => Promise.all(ids(engine).map((id) => engine.runNow(id)));

describe.each([0, 1, 2])("with %i probe threads", (workers) => {
  it("finds the same: readings, judgements, reasons, evidence without a secret", async () => {
    const target = await startTarget();
    const { engine } = await watch(
      configText([
        ...Array.from({ length: 6 }, (_, n) => `{ id: good-${n}, type: http, url: "${target}/json" }`),
        `{ id: bad, type: http, url: "${target}/bad" }`,
        `{ id: echo, type: http, url: "${target}/echo", headers: { x-key: "\${SECRET}" }, expect: { body: { contains: nothing } } }`,
        `{ id: port, type: tcp, host: 127.0.0.1, port: ${new URL(target).port} }`,
      ]),
      workers,
    );
    expect(engine.vitals().workers).toBe(workers);
    const outcomes = await runAll(engine);
    expect(outcomes.map((outcome) => outcome?.reason?.code ?? outcome?.status)).toEqual([
      ...Array.from({ length: 6 }, () => "up"),
      "status-mismatch",
      "body-mismatch",
      "up",
    ]);
    const [good] = outcomes;
    expect(good?.readings.find(({ name }) => name === "status_code")).toMatchObject({
      value: 200,
      unit: "code",
    });
    expect(good?.readings.find(({ name }) => name === "latency")?.value).toBeGreaterThan(0);
    expect(good?.judgements[0]).toMatchObject({ subject: "status", status: "up" });
    expect(outcomes[7]?.evidence?.body).toBe("***");
    expect(JSON.stringify(outcomes)).not.toContain(secret);
    expect(engine.check("good-0")?.lastRun?.outcome).toEqual(good);
    expect(engine.tally()).toMatchObject({ up: 7, pending: 2 });
  });

  it("ends a run that hangs by the probe's own limit", async () => {
    const target = await startTarget();
    const { engine } = await watch(
      configText([`{ id: hangs, type: http, url: "${target}/hang", timeout: 300ms }`]),
      workers,
    );
    expect((await engine.runNow("hangs"))?.reason?.code).toBe("first-byte-timeout");
  });

  it("records a slot as missed while the run before is still going on, and interrupts it at a stop", async () => {
    const target = await startTarget();
    const { engine, store } = await watch(
      configText([
        `{ id: hangs, type: http, url: "${target}/hang", every: 1s, timeout: 30s }`,
        `{ id: fine, type: http, url: "${target}/json", every: 1s }`,
      ]),
      workers,
    );
    await eventually("a missed slot", () => engine.vitals().runsMissedTotal > 0);
    await eventually("a good run", () => engine.check("fine")?.lastRun?.outcome.status === "up");
    await ends.pop()?.();
    const { items } = await store.runs.list({ checkId: "hangs", limit: 20 });
    const codes = new Set(items.map(({ outcome }) => outcome.reason?.code));
    expect(codes).toEqual(new Set(["run-interrupted", "run-missed"]));
  });

  it("takes another configuration while it runs", async () => {
    const target = await startTarget();
    const { engine, reload } = await watch(
      configText([
        `{ id: kept, type: http, url: "${target}/json" }`,
        `{ id: gone, type: http, url: "${target}/bad" }`,
      ]),
      workers,
    );
    await runAll(engine);
    await reload(
      configText([
        `{ id: new, type: http, url: "${target}/json" }`,
        `{ id: kept, type: http, url: "${target}/bad" }`,
      ]),
    );
    expect(ids(engine)).toEqual(["new", "kept"]);
    expect((await runAll(engine)).map((outcome) => outcome?.status)).toEqual(["up", "down"]);
  });

  it("runs a check that keeps a ledger in the main thread, where its store is", async () => {
    const { engine, store, reload } = await watch(
      configText(["{ id: other, type: tcp, host: 127.0.0.1, port: 1 }"]),
      workers,
    );
    let here = 0;
    const probe = async ({ ledger }: RunContext): Promise<Outcome> => {
      here += 1;
      await ledger?.write({ memos: { here: String(here) } });
      return { status: "up", readings: [], judgements: [] };
    };
    // The same id in the threads' configuration is a check that is down.
    await engine.reload({
      ...engine.config(),
      checks: engine
        .config()
        .checks.map((check) => ({ ...check, usesLedger: true, fingerprint: "2", probe })),
    });
    expect(await engine.runNow("other")).toMatchObject({ status: "up" });
    expect(await store.ledger.of("other").memo("here")).toBe(String(here));
    expect(here).toBeGreaterThan(0);
    await reload(configText(["{ id: other, type: tcp, host: 127.0.0.1, port: 1 }"]));
    expect(await engine.runNow("other")).toMatchObject({ status: "down" });
  });

  it("shows a run step by step", async () => {
    const target = await startTarget();
    const { engine } = await watch(configText([`{ id: good, type: http, url: "${target}/json" }`]), workers);
    const lines: string[] = [];
    await engine.runNow("good", (line) => lines.push(line));
    expect(lines.join("\n")).toContain("GET /json");
  });
});

test("when a probe thread ends its runs end as unknown, and it is started again", async () => {
  const target = await startTarget();
  const entry = new URL(
    `data:text/javascript,import { parentPort } from "node:worker_threads";
     parentPort.on("message", ({ kind, generation }) =>
       kind === "configure" ? parentPort.postMessage({ kind: "configured", generation }) : process.exit(3));`,
  );
  const { engine, log } = await watch(
    configText([`{ id: good, type: http, url: "${target}/json" }`]),
    1,
    entry,
  );
  expect(await engine.runNow("good")).toMatchObject({ status: "unknown", reason: { code: "run-failed" } });
  // Until the thread is back its checks run in the main thread.
  expect(await engine.runNow("good")).toMatchObject({ status: "up" });
  expect(engine.vitals().workerRestartsTotal).toBe(1);
  expect(log.join("\n")).toContain("Probe thread 1 ended");
  await eventually("the thread", async () => (await engine.runNow("good"))?.status === "unknown");
});
