import { createEngine, readConfig } from "../../src/app.ts";
import type { Store } from "../../src/core/store.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { openStore } from "../../src/stores/registry.ts";

/**
 * The engine as the server runs it, without the page. Prints each acknowledged write on standard output, so that the
 * parent knows what must never be lost: `ack <check> <slot>` per run, `owe <notification id> <channel>` per message.
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
await engine.start();
process.stdout.write("ready\n");
process.once("SIGTERM", () => void engine.stop().then(() => process.exit(0)));
