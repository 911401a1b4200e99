import { createEngine, readConfig } from "../../src/app.ts";
import type { Store } from "../../src/core/store.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { openStore } from "../../src/stores/registry.ts";

/**
 * The engine as the server runs it, without the page. Prints each acknowledged write on standard output, so that the
 * parent knows what must never be lost: `ack <check> <slot>` per run, `owe <notification id> <channel>` per message,
 * `first` when the first run after the start is over, and `idle` when everything is calm.
 */
const [file = ""] = process.argv.slice(2);
const { config, problems } = readConfig(file, process.env, systemClock);
if (!config) throw new Error(JSON.stringify(problems));
const inner = openStore(config.store);
const store: Store = {
  ...inner,
  write: async (batch) => {
    await inner.write(batch);
    const lines = [
      ...batch.runs.map(({ checkId, slot }) => `ack ${checkId} ${slot}\n`),
      ...batch.notifications.map(({ id, channel }) => `owe ${id} ${channel}\n`),
    ];
    process.stdout.write(lines.join(""));
  },
};
const engine = createEngine({
  config,
  store,
  clock: systemClock,
  redact: (text) => text,
  log: (line) => process.stderr.write(`${line}\n`),
});
const endFirst = engine.subscribe(({ kind }) => {
  if (kind !== "run") return;
  endFirst();
  process.stdout.write("first\n");
});
await engine.start();
process.stdout.write("ready\n");

/** Says `idle` when nothing is owed and no incident is open for a while. */
let quietFor = 0;
setInterval(() => {
  const isQuiet =
    engine.channels().every(({ owed }) => owed === 0) &&
    engine.checks().every(({ state }) => state.incident === undefined && state.state === "up");
  quietFor = isQuiet ? quietFor + 1 : 0;
  if (quietFor > 6) process.stdout.write("idle\n");
}, 500);
process.once("SIGTERM", () => void engine.stop().then(() => process.exit(0)));
