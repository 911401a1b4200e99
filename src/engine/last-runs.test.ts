import * as fc from "fast-check";
import { expect, test } from "vitest";
import { failedOutcome, type Outcome } from "../core/outcome.ts";
import { reason } from "../core/reason.ts";
import { LastRuns } from "./last-runs.ts";

const name = fc.constantFrom("latency", "connect", "tls", "size", "status_code");

const good: fc.Arbitrary<Outcome> = fc.record({
  status: fc.constant("up" as const),
  readings: fc.array(
    fc.record({ name, value: fc.double(), unit: fc.constantFrom("ms" as const, "code" as const) }),
    {
      maxLength: 14,
    },
  ),
  judgements: fc.array(
    fc.record({
      subject: fc.constantFrom("status", "latency"),
      expected: fc.constantFrom("2xx", "< 2 s"),
      actual: fc.string({ maxLength: 4 }),
      status: fc.constant("up" as const),
    }),
    { maxLength: 3 },
  ),
});

const bad = fc.constantFrom<Outcome>(
  failedOutcome("down", reason("connect-refused", "refused"), [{ name: "dns", value: 1, unit: "ms" }], {
    exchange: ["> GET /"],
  }),
  failedOutcome("unknown", reason("run-interrupted", "stopped")),
);

const anyRun = fc.record({
  seat: fc.nat(9),
  slot: fc.nat(),
  startedAt: fc.nat(),
  durationMs: fc.nat(100_000).map((hundredths) => hundredths / 100),
  location: fc.constantFrom("home", "away"),
  outcome: fc.oneof(good, bad),
});

test("gives back the latest run of each seat as it was, also after other kinds of runs", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof({ weight: 9, arbitrary: anyRun }, { weight: 1, arbitrary: fc.record({ gone: fc.nat(9) }) }),
      ),
      (steps) => {
        const runs = new LastRuns();
        const model = new Map<number, unknown>();
        for (const step of steps)
          if ("gone" in step) {
            runs.delete(step.gone);
            model.delete(step.gone);
          } else {
            const { seat, ...rest } = step;
            const record = { checkId: `check-${seat}`, ...rest };
            runs.set(seat, record);
            model.set(seat, record);
          }
        for (let seat = 0; seat < 10; seat++)
          expect(runs.get(seat, `check-${seat}`)).toEqual(model.get(seat));
      },
    ),
    { numRuns: 200 },
  );
});

test("what was seen on the wire is remembered of so many bad runs only", () => {
  const runs = new LastRuns();
  const outcome = failedOutcome("down", reason("connect-refused", "refused"), [], { exchange: ["> GET /"] });
  for (let seat = 0; seat < 5010; seat++)
    runs.set(seat, { checkId: "c", location: "home", slot: 1, startedAt: 1, durationMs: 1, outcome });
  const kept = Array.from({ length: 5010 }, (_, seat) => runs.get(seat, "c")?.outcome);
  expect(kept.filter((each) => each?.evidence)).toHaveLength(5000);
  expect(kept.every((each) => each?.reason?.code === "connect-refused")).toBe(true);
});
