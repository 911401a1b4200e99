import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { App } from "../../src/app.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { createSqliteStore } from "../../src/stores/sqlite/store.ts";
import { eventually } from "../support/eventually.ts";
import { startFakeSheets } from "../support/fake-sheets.ts";

it("writes to the sinks of the file while it runs, and shows none of their secrets", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hinomi-sinks-"));
  const fake = await startFakeSheets();
  onTestFinished(async () => {
    await fake.stop();
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, "sa.json"), JSON.stringify(JSON.parse(fake.key), null, 2));
  const file = join(folder, "hinomi.yaml");
  const sinks = `sinks:
  sheet:
    type: google-sheets
    spreadsheet: ${fake.spreadsheet}
    credentials: "\${file:sa.json}"
    api_url: ${fake.url}
    series: [work.commits]
    every: 10s
  table: { type: csv, path: numbers.csv, series: ["work.*"], value: max }
`;
  writeFileSync(
    file,
    `server: { port: 0 }\ntimezone: UTC\nchecks:\n  - { id: work, type: tcp, host: 127.0.0.1, port: 1 }\n${sinks}`,
  );
  const store = createSqliteStore({ path: join(folder, "hinomi.db") });
  await store.ledger.of("work").write({
    days: [{ reading: "commits", part: "", day: "2026-11-21", value: 4, unit: "count", provisional: false }],
  });
  await store.close();
  const lines: string[] = [];
  fake.share(false);
  const app = await App.start({ file, env: {}, clock: systemClock, log: (line) => lines.push(line) });
  onTestFinished(() => app.stop());
  const health = (id: string) => app.lookout.sinks().find((sink) => sink.id === id);
  await eventually("the file", () => health("table")?.complete);
  expect(readFileSync(join(folder, "numbers.csv"), "utf8")).toContain("2026-11-21,4");
  await eventually("the refusal", () => health("sheet")?.circuit === "open");
  expect(health("sheet")?.trouble).toContain(`Share the spreadsheet with ${fake.email} as Editor`);
  fake.share(true);
  expect(app.lookout.rewriteSink("sheet")).toBe(true);
  await eventually("the sheet", () => health("sheet")?.circuit === "closed" && health("sheet")?.complete);
  expect(fake.tab("hinomi").rows).toEqual([
    ["date", "work.commits"],
    ["2026-11-21", 4],
  ]);
  const said = JSON.stringify([lines, app.lookout.sinks()]);
  const stored = ["hinomi.db", "hinomi.db-wal"]
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("");
  const { private_key: key } = JSON.parse(fake.key) as { readonly private_key: string };
  for (const secret of ["canary-token", "PRIVATE KEY", key.split("\n")[1] ?? ""])
    expect([secret, said.includes(secret), stored.includes(secret)]).toEqual([secret, false, false]);
});
