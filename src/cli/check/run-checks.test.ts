import { expect, it } from "vitest";
import { createManualClock } from "../../../test/support/manual-clock.ts";
import { sampleCheck, upOutcome } from "../../../test/support/sample-check.ts";
import { createTransientLedgers } from "../../core/transient-ledger.ts";
import { runChecks } from "./run-checks.ts";

it("gives each check a ledger that lasts from round to round", async () => {
  const counting = (id: string) =>
    sampleCheck({
      id,
      probe: async ({ ledger }) => {
        const rounds = Number((await ledger?.memo("rounds")) ?? 0) + 1;
        await ledger?.write({ memos: { rounds: String(rounds) } });
        return { ...upOutcome, readings: [{ name: "rounds", value: rounds, unit: "count" }] };
      },
    });
  const options = {
    clock: createManualClock(),
    signal: new AbortController().signal,
    location: "home",
    limits: { total: 2, perHost: 2 },
    redact: (text: string) => text,
    withTrace: false,
    ledgerOf: createTransientLedgers().of,
  };
  const round = async (...ids: readonly string[]) => {
    const values: (number | undefined)[] = [];
    for await (const { record } of runChecks(ids.map(counting), options))
      values.push(record.outcome.readings[0]?.value);
    return values;
  };
  expect(await round("commits", "traffic")).toEqual([1, 1]);
  expect(await round("commits")).toEqual([2]);
});
