import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  asKept,
  badOutcome,
  batch,
  degradedOutcome,
  goodOutcome,
  hourMs,
  minuteMs,
  run,
  t0,
  unknownOutcome,
} from "../../../../test/contracts/store-samples.ts";
import type { RunRecord } from "../../../core/store.ts";
import { createMemoryStore } from "../../memory/store.ts";
import { encodeDetail, statusNumber } from "../run-row.ts";
import { createSqliteStore } from "../store.ts";
import { initial } from "./0001-initial.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-runs-1-"));
  path = join(folder, "hinomi.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const outcomes = [goodOutcome(), goodOutcome(12.345), badOutcome, degradedOutcome, unknownOutcome];

/** Two days of a check at two locations, and one run of another long ago. */
const records: readonly RunRecord[] = [
  ...Array.from({ length: 2 * 24 * 6 }, (_, index) =>
    run(t0 + index * 10 * minuteMs + (index % 7), {
      location: index % 3 === 0 ? "kyoto" : "home",
      startedAt: t0 + index * 10 * minuteMs + (index % 7) + (index % 5) / 4,
      durationMs: index / 1000,
      outcome: outcomes[index % outcomes.length] ?? goodOutcome(),
    }),
  ),
  run(t0, { location: "kyoto", outcome: badOutcome }),
  run(t0, { location: "osaka" }),
  run(t0 - 300 * 24 * hourMs, { checkId: "mail", outcome: { ...goodOutcome(), readings: [] } }),
];

/** Writes the records as version 1 did. */
const writeVersion1 = (db: DatabaseSync): void => {
  db.exec(initial);
  db.exec("PRAGMA application_id = 0x48696e6f; PRAGMA user_version = 1; BEGIN");
  const idOf = (table: string, columns: string, values: readonly (string | number)[]): number => {
    const marks = values.map(() => "?").join(", ");
    db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${marks}) ON CONFLICT DO NOTHING`).run(...values);
    const where = columns
      .split(", ")
      .map((column) => `${column} = ?`)
      .join(" AND ");
    return Number(db.prepare(`SELECT id FROM ${table} WHERE ${where}`).get(...values)?.["id"]);
  };
  for (const { checkId, location, slot, startedAt, durationMs, outcome } of records) {
    const ids = outcome.readings.map(({ name, unit }) => idOf("readings", "name, unit", [name, unit]));
    const key = [idOf("checks", "name", [checkId]), slot, idOf("locations", "name", [location])] as const;
    db.prepare("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)").run(
      ...key,
      statusNumber(outcome.status),
      startedAt - slot,
      durationMs,
      idOf("shapes", "readings", [JSON.stringify(ids)]),
      JSON.stringify(outcome.readings.map(({ value }) => value)),
    );
    const detail = encodeDetail(outcome);
    if (outcome.status !== "up")
      db.prepare("INSERT OR REPLACE INTO run_details VALUES (?, ?, ?, ?)").run(...key, detail);
    db.prepare(
      `INSERT INTO latest_runs VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         slot = excluded.slot, location_id = excluded.location_id, detail = excluded.detail
       WHERE excluded.slot > latest_runs.slot`,
    ).run(...key, detail);
  }
  db.exec("COMMIT");
};

it("finds every run again that version 1 wrote, and goes on from there", async () => {
  const old = new DatabaseSync(path);
  writeVersion1(old);
  old.close();
  const model = createMemoryStore();
  await model.write(batch({ runs: records }));
  let store = createSqliteStore({ path });
  const expectSame = async () => {
    for (const checkId of ["orders", "mail"]) {
      const query = { checkId, limit: 1000 };
      expect(await store.runs.list(query)).toEqual(await model.runs.list(query));
      const bad = { ...query, onlyBad: true };
      expect(await store.runs.list(bad)).toEqual(await model.runs.list(bad));
    }
    expect(new Map(await store.runs.latest())).toEqual(new Map(await model.runs.latest()));
  };
  await expectSame();
  const mail = (await store.runs.latest()).get("mail");
  expect(mail).toEqual(asKept(records.at(-1) ?? run(0)));

  // A run that is written again, one between the others, and a new one.
  const late = [t0 + 10 * minuteMs + 1, t0 + 15 * minuteMs, t0 + 80 * hourMs].map((slot) =>
    run(slot, { outcome: degradedOutcome }),
  );
  for (const target of [store, model]) await target.write(batch({ runs: late }));
  await expectSame();
  await store.housekeeping.rollUp(t0 + 100 * hourMs, "UTC");
  await expectSame();
  await store.close();
  store = createSqliteStore({ path });
  await expectSame();
  await store.close();
});
