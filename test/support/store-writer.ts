import { createSqliteStore } from "../../src/stores/sqlite/store.ts";
import { badOutcome, batch, incident, minuteMs, notification, run, t0 } from "../contracts/store-samples.ts";

/**
 * Writes one batch after the other to the store at the path given, from the number given on, and prints a number
 * once its batch is acknowledged. Ends only when it is killed.
 */
const [path = "", first = "0"] = process.argv.slice(2);
const store = createSqliteStore({ path });

for (let index = Number(first); ; index++) {
  const slot = t0 + index * 10_000;
  const id = `n${index}`;
  const opened = incident(slot);
  await store.write(
    batch({
      runs: [run(slot), run(slot, { checkId: "mail", outcome: badOutcome })],
      incidents: [opened],
      notifications: [notification(id, { incidentId: opened.id, createdAt: slot })],
    }),
  );
  await store.outbox.begin([id]);
  if (index % 50 === 0) await store.housekeeping.rollUp(slot - minuteMs, "Asia/Tokyo");
  process.stdout.write(`${index}\n`);
}
