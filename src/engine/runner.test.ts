import { expect, test } from "vitest";
import { createManualClock, settle } from "../../test/support/manual-clock.ts";
import { sampleCheck, upOutcome } from "../../test/support/sample-check.ts";
import type { Probe } from "../core/check.ts";
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

test("no more runs than allowed in all and per host; whoever could begin first goes first", async () => {
  const { begun, run, end, runner } = start(3, 1);
  const runs = [run("a1", "a"), run("a2", "a"), run("b1", "b"), run("c1"), run("c2")];
  await settle();
  expect(begun).toEqual(["a1", "b1", "c1"]);
  end("a1");
  await runs[0];
  await settle();
  expect(begun).toEqual(["a1", "b1", "c1", "c2"]);
  expect(runner.inFlight()).toBe(4);
  expect(runner.waiting()).toBe(1);
  for (const id of ["b1", "c1", "c2"]) end(id);
  await settle();
  end("a2");
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

const record = (probe: Probe, signal?: AbortSignal) => {
  const clock = createManualClock();
  const runner = new Runner({
    clock,
    location: () => "home",
    redact: (text) => text.replaceAll("hunter2", "***"),
    limits: { total: 1, perHost: 1 },
  });
  signal?.addEventListener("abort", () => void runner.stop(0));
  return { clock, record: runner.run(sampleCheck({ probe }), clock.now() - 5) };
};

test("a run is recorded with its slot, its start and what was found", async () => {
  const { clock, record: recorded } = record(() => Promise.resolve(upOutcome));
  expect(await recorded).toEqual({
    checkId: "orders",
    location: "home",
    slot: clock.now() - 5,
    startedAt: clock.now(),
    durationMs: 0,
    outcome: upOutcome,
  });
});

test("a probe that hangs is left behind after its time limit and told to stop", async () => {
  let told = false;
  const { clock, record: recorded } = record(({ signal }) => {
    signal.addEventListener("abort", () => (told = true));
    return new Promise(() => {});
  });
  await clock.advance(1999);
  expect(told).toBe(false);
  await clock.advance(1);
  expect((await recorded).outcome).toMatchObject({ status: "down", reason: { code: "run-timeout" } });
  expect(told).toBe(true);
  expect(clock.pending()).toBe(0);
});

test("a signal that is first looked at after the run was cut off is aborted", async () => {
  let look = (): boolean => false;
  const { clock } = record((run) => {
    look = () => run.signal.aborted;
    return new Promise(() => {});
  });
  await clock.advance(2000);
  expect(look()).toBe(true);
});

test.each([
  ["rejects", () => Promise.reject(new Error("cannot read hunter2"))],
  [
    "throws",
    () => {
      throw new Error("cannot read hunter2");
    },
  ],
])("a probe that %s is a bug, not a verdict on the target, and leaks no secret", async (_, probe) => {
  expect((await record(probe).record).outcome).toMatchObject({
    status: "unknown",
    reason: { code: "run-failed", detail: "cannot read ***" },
  });
});

test("a run that is cut off when Hinomi stops is recorded as interrupted", async () => {
  const stopping = new AbortController();
  const { clock, record: recorded } = record(() => new Promise(() => {}), stopping.signal);
  stopping.abort();
  await clock.advance(0);
  expect((await recorded).outcome).toMatchObject({ status: "unknown", reason: { code: "run-interrupted" } });
});
