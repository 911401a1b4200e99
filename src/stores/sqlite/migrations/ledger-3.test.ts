import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { dayValue } from "../../../../test/contracts/store-ledger.ts";
import { asKept, batch, incident, run, state, t0 } from "../../../../test/contracts/store-samples.ts";
import { createSqliteStore } from "../store.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hinomi-ledger-3-"));
  path = join(folder, "hinomi.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Version 3 is this one without its ledger: no later migration touches what was there. */
const takeBackToVersion3 = (): void => {
  const db = new DatabaseSync(path);
  const names = db
    .prepare("SELECT type, name FROM sqlite_schema WHERE name LIKE '%ledger%' AND type IN ('table', 'view')")
    .all();
  for (const { type, name } of names) db.exec(`DROP ${String(type)} ${String(name)}`);
  db.exec("PRAGMA user_version = 3");
  db.close();
};

it("gives a file of version 3 ledgers, and keeps what it has", async () => {
  let store = createSqliteStore({ path });
  const records = [run(t0 + 60_000), run(t0)];
  await store.write(
    batch({ runs: records, incidents: [incident(t0)], states: [{ checkId: "orders", state: state() }] }),
  );
  await store.close();
  takeBackToVersion3();
  for (let times = 0; times < 2; times++) {
    store = createSqliteStore({ path });
    expect((await store.runs.list({ checkId: "orders", limit: 9 })).items).toEqual(records.map(asKept));
    expect(await store.incidents.get(incident(t0).id)).toEqual(incident(t0));
    expect(new Map(await store.states())).toEqual(new Map([["orders", state()]]));
    await store.ledger.of("orders").write({ days: [dayValue()] });
    expect(await store.ledger.changes(0, 9)).toEqual([{ ...dayValue(), checkId: "orders", sequence: 1 }]);
    await store.close();
  }
});
