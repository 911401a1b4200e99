import { expect, test } from "vitest";
import { createManualClock } from "../../test/support/manual-clock.ts";
import { sampleCheck, upOutcome } from "../../test/support/sample-check.ts";
import type { Probe } from "../core/check.ts";
import { runCheck } from "./run-check.ts";

const run = (probe: Probe, signal = new AbortController().signal) => {
  const clock = createManualClock();
  const record = runCheck(sampleCheck({ probe }), {
    clock,
    signal,
    location: "home",
    slot: clock.now() - 5,
    redact: (text) => text.replaceAll("hunter2", "***"),
  });
  return { clock, record };
};

test("a run is recorded with its slot, its start and what was found", async () => {
  const { clock, record } = run(() => Promise.resolve(upOutcome));
  expect(await record).toEqual({
    checkId: "orders",
    location: "home",
    slot: clock.now() - 5,
    startedAt: clock.now(),
    durationMs: 0,
    outcome: upOutcome,
  });
  expect(clock.pending()).toBe(0);
});

test("a probe that hangs is left behind after its time limit and told to stop", async () => {
  let told = false;
  const { clock, record } = run(({ signal }) => {
    signal.addEventListener("abort", () => (told = true));
    return new Promise(() => {});
  });
  await clock.advance(2000);
  expect((await record).outcome).toMatchObject({ status: "down", reason: { code: "run-timeout" } });
  expect(told).toBe(true);
});

test("a probe that throws is a bug, not a verdict on the target, and leaks no secret", async () => {
  const { record } = run(() => Promise.reject(new Error("cannot read hunter2")));
  expect((await record).outcome).toMatchObject({
    status: "unknown",
    reason: { code: "run-failed", detail: "cannot read ***" },
  });
});

test("a run that is cut off when Hinomi stops is recorded as interrupted", async () => {
  const stopping = new AbortController();
  const { record } = run(() => new Promise(() => {}), stopping.signal);
  stopping.abort();
  expect((await record).outcome).toMatchObject({ status: "unknown", reason: { code: "run-interrupted" } });
});
