import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dayValue } from "../../test/contracts/store-ledger.ts";
import { badOutcome, batch, goodOutcome, run, t0 } from "../../test/contracts/store-samples.ts";
import { runCli, startCli } from "../../test/support/cli-process.ts";
import type { Store } from "../core/store.ts";
import { createSqliteStore } from "../stores/sqlite/store.ts";

const many = 20_000;

let cwd: string;
/** Open all the time, as in a server. */
let store: Store;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "hinomi-export-"));
  writeFileSync(
    join(cwd, "hinomi.yaml"),
    "timezone: Asia/Tokyo\nchecks:\n  - { id: orders, type: tcp, host: 127.0.0.1, port: 1 }\n",
  );
  store = createSqliteStore({ path: join(cwd, "hinomi.db") });
  const other = { ...goodOutcome(), readings: [{ name: "views", value: 7, unit: "count" } as const] };
  const reason = { code: "status-mismatch", detail: '=cmd, "x"' } as const;
  await store.write(
    batch({
      runs: [
        run(t0, { outcome: goodOutcome(40.25) }),
        run(t0 + 60_000, { outcome: badOutcome }),
        run(t0 + 120_000, { outcome: { ...badOutcome, reason } }),
        run(t0 + 3_600_000, { checkId: "mail", outcome: other }),
      ],
    }),
  );
  const runs = Array.from({ length: many }, (_, index) => run(t0 + index * 10_000, { checkId: "many" }));
  for (let at = 0; at < many; at += 1000) await store.write(batch({ runs: runs.slice(at, at + 1000) }));
  await store.housekeeping.rollUp(t0 + many * 10_000, "Asia/Tokyo");
});
afterAll(async () => {
  await store.close();
  rmSync(cwd, { recursive: true });
});

it("prints runs as CSV while a server has the store", async () => {
  expect(await runCli(["export", "orders", "mail"], { cwd })).toEqual({
    code: 0,
    stderr: "",
    stdout: `time_utc,check,location,status,reason,detail,duration_ms,latency_ms,dns_ms,connect_ms,tls_ms,first_byte_ms,transfer_ms,status_code,size_bytes,cert_expiry_s,other_readings
2026-06-10T06:02:00.000Z,orders,home,down,status-mismatch,"'=cmd, ""x""",41.5,,1.5,,,,,,,,
2026-06-10T06:01:00.000Z,orders,home,down,connect-refused,connection refused by 127.0.0.1:3000,41.5,,1.5,,,,,,,,
2026-06-10T06:00:00.000Z,orders,home,up,,,41.5,40.25,,,,,,200,,,
2026-06-10T07:00:00.000Z,mail,home,up,,,41.5,,,,,,,,,,"[{""name"":""views"",""value"":7,""unit"":""count""}]"
`,
  });
});

it("prints runs as JSON, of a range in the configuration's zone", async () => {
  const range = ["--from", "2026-06-10T15:01", "--to", "2026-06-10T15:02"];
  const { stdout } = await runCli(["export", "orders", "--format", "json", ...range], { cwd });
  expect(JSON.parse(stdout)).toEqual([
    {
      time: "2026-06-10T06:01:00.000Z",
      check: "orders",
      location: "home",
      status: "down",
      reason: badOutcome.reason,
      startedAt: "2026-06-10T06:01:00.002Z",
      durationMs: 41.5,
      readings: badOutcome.readings,
    },
  ]);
  const nothing = await runCli(["export", "--format", "json", "--to", "2020-01-01"], { cwd });
  expect(JSON.parse(nothing.stdout)).toEqual([]);
});

it("prints values by day, of a range, as CSV or JSON", async () => {
  const title = '=1+1,"x"';
  const day = (day: string, part: string, value: number) => dayValue({ day, part, value });
  await store.ledger.of("commits").write({
    parts: [{ part: "7", title }],
    days: [
      day("2024-02-29", "7", 2),
      day("2026-06-10", "7", -1.5),
      day("2026-06-10", "", 3),
      day("2026-06-11", "", 4),
    ],
  });
  await store.ledger.of("traffic").write({ days: [dayValue({ reading: "views", provisional: true })] });
  const { stdout, stderr, code } = await runCli(["export", "--days"], { cwd });
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  expect(stdout).toBe(
    [
      "time,check,reading,part,part_title,unit,value,provisional",
      `2024-02-29,commits,commits,7,"'=1+1,""x""",count,2,false`,
      "2026-06-10,commits,commits,,,count,3,false",
      `2026-06-10,commits,commits,7,"'=1+1,""x""",count,-1.5,false`,
      "2026-06-11,commits,commits,,,count,4,false",
      "2026-06-10,traffic,views,,,count,3,true",
      "",
    ].join("\r\n"),
  );
  const range = ["--from", "2026-01-01", "--to", "2026-06-11"];
  const json = await runCli(["export", "commits", "--days", "--format", "json", ...range], { cwd });
  const row = { day: "2026-06-10", check: "commits", reading: "commits", unit: "count", provisional: false };
  expect(JSON.parse(json.stdout)).toEqual([
    { ...row, part: "", partTitle: "", value: 3 },
    { ...row, part: "7", partTitle: title, value: -1.5 },
  ]);
  const none = await runCli(["export", "commit", "--days"], { cwd });
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "commits"?') });
});

it("prints every run once, however many", async () => {
  const { stdout } = await runCli(["export", "many"], { cwd });
  const times = stdout
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => Date.parse(line.split(",", 1)[0] ?? ""));
  expect(times).toEqual(Array.from({ length: many }, (_, index) => t0 + (many - 1 - index) * 10_000));
});

it("ends when nobody reads any more", async () => {
  const cli = startCli(["export", "many"], { cwd });
  await cli.printed(/time_utc/);
  cli.hangUp();
  expect(await cli.ended).toMatchObject({ code: 2, stderr: "" });
});

it("reads a store without a configuration, and says what it cannot do", async () => {
  const store = `sqlite:${join(cwd, "hinomi.db")}`;
  const folder = mkdtempSync(join(tmpdir(), "hinomi-export-"));
  const { stdout } = await runCli(["export", "mail", "--store", store], { cwd: folder });
  expect(stdout).toContain("2026-06-10T07:00:00.000Z,mail");
  const said = async (...args: readonly string[]) => {
    const { code, stderr } = await runCli(["export", ...args], { cwd });
    return `${code} ${stderr.split("\n", 1)[0]}`;
  };
  expect(await said("order")).toBe('2 hinomi export: there are no runs of "order", did you mean "orders"?');
  expect(await said("--format", "xml")).toBe('2 hinomi export: --format must be csv or json, not "xml"');
  expect(await said("--from", "soon")).toContain("2 hinomi export: --from must be a time such as");
  expect(await said("--store", "memory:")).toContain("2 hinomi: The store memory: ends with its process");
  expect(await said("--store", `sqlite:${folder}/none.db`)).toContain("cannot be opened");
  rmSync(folder, { recursive: true });
});
