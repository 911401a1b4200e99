import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { batch, goodOutcome, run } from "../../../test/contracts/store-samples.ts";
import { runCli } from "../../../test/support/cli-process.ts";
import { createSqliteStore } from "../../stores/sqlite/store.ts";

let cwd: string;
const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "hinomi-export-sink-"));
  writeFileSync(
    join(cwd, "hinomi.yaml"),
    `timezone: UTC
checks:
  - { id: orders, type: tcp, host: 127.0.0.1, port: 1 }
sinks:
  table: { type: csv, path: numbers.csv, series: ["orders.commits{*}", orders.latency], value: max }
  away: { type: csv, path: none/numbers.csv, series: [orders.latency] }
`,
  );
  const store = createSqliteStore({ path: join(cwd, "hinomi.db") });
  const at = Date.parse(`${day}T06:00:00Z`);
  await store.write(batch({ runs: [run(at), run(at + 60_000, { outcome: goodOutcome(90) })] }));
  const value = { reading: "commits", part: "", unit: "count", provisional: false } as const;
  await store.ledger.of("orders").write({
    days: [
      { ...value, day: "2020-01-01", value: 3 },
      { ...value, day: "2020-01-01", part: "17", value: 2 },
    ],
    parts: [{ part: "17", title: "octo/hello" }],
  });
  await store.close();
});
afterAll(() => rmSync(cwd, { recursive: true }));

const wanted = [
  "date,orders.commits,orders.commits{17 octo/hello},orders.latency",
  "2020-01-01,3,2,",
  `${day},,,90`,
  "",
].join("\r\n");

it("writes everything to a sink, and the same again changes nothing", async () => {
  for (let times = 0; times < 2; times++) {
    expect(await runCli(["export", "--sink", "table"], { cwd })).toEqual({
      code: 0,
      stderr: "",
      stdout: "✔ table: 3 numbers\n",
    });
    expect(readFileSync(join(cwd, "numbers.csv"), "utf8")).toBe(wanted);
  }
});

it("says what a sink refuses, and what it cannot do", async () => {
  expect(await runCli(["export", "--sink", "away"], { cwd })).toMatchObject({
    code: 1,
    stdout: "✖ away: stopped after 0 numbers: none/numbers.csv: ENOENT. Make its folder\n",
  });
  const said = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { code, stderr } = await runCli(["export", ...args], { cwd, env });
    return `${code} ${stderr.split("\n", 1)[0]}`;
  };
  expect(await said(["--sink", "tabel"])).toBe(
    '2 hinomi export: there is no sink "tabel", did you mean "table"?',
  );
  expect(await said(["--sink", "table", "orders"])).toContain("2 hinomi export: --sink writes everything");
  expect(await said(["--sink", "table"], { HINOMI_TOKEN: "abc" })).toContain("no server answers at");
  const store = createSqliteStore({ path: join(cwd, "hinomi.db") });
  expect(await said(["--sink", "table"])).toMatch(/^2 hinomi: .*(in use|another process|already)/);
  await store.close();
});
