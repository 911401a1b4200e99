import { expect, test } from "vitest";
import { createManualClock, settle } from "../../test/support/manual-clock.ts";
import { sampleCheck, upOutcome } from "../../test/support/sample-check.ts";
import type { Outcome } from "../core/outcome.ts";
import { Runner } from "./runner.ts";

const start = (total: number, perHost: number) => {
  const clock = createManualClock();
  const begun: string[] = [];
  const ends = new Map<string, (outcome: Outcome) => void>();
  const runner = new Runner({
    clock,
    location: () => "home",
    redact: (text) => text,
    limits: { total, perHost },
  });
  const run = (id: string, host?: string) =>
    runner.run(
      sampleCheck({
        id,
        ...(host !== undefined && { host }),
        probe: () => {
          begun.push(id);
          return new Promise((resolve) => ends.set(id, resolve));
        },
      }),
      clock.now(),
    );
  return { clock, begun, runner, run, end: (id: string) => ends.get(id)?.(upOutcome) };
};

test("no more runs than allowed in all and per host; whoever fits goes first", async () => {
  const { begun, run, end, runner } = start(3, 1);
  const runs = [run("a1", "a"), run("a2", "a"), run("b1", "b"), run("c1"), run("c2")];
  await settle();
  expect(begun).toEqual(["a1", "b1", "c1"]);
  end("a1");
  await runs[0];
  await settle();
  expect(begun).toEqual(["a1", "b1", "c1", "a2"]);
  expect(runner.inFlight()).toBe(4);
  for (const id of ["b1", "c1", "a2"]) end(id);
  await settle();
  end("c2");
  await Promise.all(runs);
  expect(runner.inFlight()).toBe(0);
});

test("stopping waits for runs in flight, then interrupts them, the waiting ones too", async () => {
  const { clock, run, runner, end } = start(2, 2);
  const runs = [run("quick"), run("hangs"), run("waits")];
  await settle();
  const stopped = runner.stop(500);
  end("quick");
  await clock.advance(500);
  await stopped;
  const outcomes = await Promise.all(runs);
  expect(outcomes.map(({ outcome }) => outcome.reason?.code ?? outcome.status)).toEqual([
    "up",
    "run-interrupted",
    "run-interrupted",
  ]);
});
