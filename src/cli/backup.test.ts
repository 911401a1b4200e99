import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { badOutcome, batch, notification, run, state, t0 } from "../../test/contracts/store-samples.ts";
import { runCli, startCli } from "../../test/support/cli-process.ts";
import { createSqliteStore } from "../stores/sqlite/store.ts";

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "hinomi-backup-"));
  writeFileSync(
    join(cwd, "hinomi.yaml"),
    "checks:\n  - { id: orders, type: tcp, host: 127.0.0.1, port: 1 }\n",
  );
});
afterEach(() => rmSync(cwd, { recursive: true }));

const open = (name = "hinomi.db") => createSqliteStore({ path: join(cwd, name) });

const slotsIn = async (name: string): Promise<readonly number[]> => {
  const store = open(name);
  const slots: number[] = [];
  let before: string | undefined;
  do {
    const page = await store.runs.list({
      checkId: "orders",
      limit: 1000,
      ...(before !== undefined && { before }),
    });
    slots.push(...page.items.map(({ slot }) => slot));
    before = page.next;
  } while (before !== undefined);
  await store.close();
  return slots.reverse();
};

/** Writes until told to stop, as a server does; answers the number of acknowledged runs. */
const startWriter = () => {
  const store = open();
  const evidence = { exchange: ["x".repeat(3000)] };
  let acknowledged = 0;
  let isStopped = false;
  const writing = (async () => {
    while (!isStopped) {
      const runs = Array.from({ length: 50 }, (_, index) =>
        run(t0 + (acknowledged + index) * 1000, { outcome: { ...badOutcome, evidence } }),
      );
      await store.write(
        batch({ runs, notifications: [notification(`n${acknowledged}`, { sequence: acknowledged })] }),
      );
      acknowledged += 50;
      await new Promise<void>((resolve) => void setTimeout(resolve, 2));
    }
    await store.close();
  })();
  return {
    acknowledged: () => acknowledged,
    until: async (count: number) => {
      while (acknowledged < count) await new Promise<void>((resolve) => void setImmediate(resolve));
    },
    stop: () => {
      isStopped = true;
      return writing;
    },
  };
};

it("copies a store while it is written to: all that was acknowledged before is there, and it is whole", async () => {
  const writer = startWriter();
  await writer.until(2000);
  const before = writer.acknowledged();
  const { code, stdout, stderr } = await runCli(["backup", "copy.db"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Wrote .*\/copy\.db: [\d.]+ MB in [\d.]+ s\n$/);
  expect(writer.acknowledged()).toBeGreaterThan(before);
  await writer.stop();
  expect(statSync(join(cwd, "copy.db")).mode & 0o777).toBe(0o600);
  expect(readdirSync(cwd).filter((name) => name.includes("copy"))).toEqual(["copy.db"]);
  const slots = await slotsIn("copy.db");
  expect(slots.length).toBeGreaterThanOrEqual(before);
  expect(slots).toEqual(slots.map((_, index) => t0 + index * 1000));
});

it("copies a store that no server has, under a name of the time, into a folder", async () => {
  const store = open();
  await store.write(batch({ runs: [run(t0)], states: [{ checkId: "orders", state: state() }] }));
  await store.close();
  mkdirSync(join(cwd, "copies"));
  await runCli(["backup", "copies"], { cwd });
  const [name = ""] = readdirSync(join(cwd, "copies"));
  expect(name).toMatch(/^hinomi-\d{8}-\d{6}\.db$/);
  expect(await slotsIn(join("copies", name))).toEqual([t0]);
});

it("never overwrites, and says what it cannot do", async () => {
  await open().close();
  writeFileSync(join(cwd, "mine.txt"), "mine");
  const said = async (...args: readonly string[]) => {
    const { code, stderr } = await runCli(["backup", ...args], { cwd });
    return `${code} ${stderr}`;
  };
  expect(await said("mine.txt")).toMatch(
    /^2 hinomi: The file .*mine\.txt exists already\. Choose another name/,
  );
  expect(await said("none/copy.db")).toMatch(/^2 hinomi: The store .*none\/copy\.db cannot be opened/);
  expect(await said("a", "b")).toMatch(/^2 hinomi backup: give one file or folder/);
  writeFileSync(join(cwd, "hinomi.yaml"), "store: 'memory:'\nchecks: []\n");
  expect(await said()).toMatch(/^2 .*The store memory: ends with its process/s);
  expect(readdirSync(cwd).filter((name) => name.includes("partial") || name.includes("copy"))).toEqual([]);
});

it("leaves nothing under the final name when it is killed", { timeout: 60_000 }, async () => {
  const writer = startWriter();
  await writer.until(5000);
  for (let round = 0; round < 8; round++) {
    const cli = startCli(["backup", `copy-${round}.db`], { cwd });
    const partial = () => readdirSync(cwd).some((name) => name.startsWith(`copy-${round}.db.`));
    while (!partial()) await new Promise<void>((resolve) => void setImmediate(resolve));
    cli.signal("SIGKILL");
    await cli.ended;
    // Killed after the end it is whole; before, it is not there.
    if (readdirSync(cwd).includes(`copy-${round}.db`))
      expect((await slotsIn(`copy-${round}.db`)).length).toBeGreaterThan(0);
  }
  await writer.stop();
});
