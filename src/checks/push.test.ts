import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeCheckType } from "../../test/contracts/check-type.ts";
import type { Ledger } from "../core/ledger.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Push } from "../core/push.ts";
import { createTransientLedger } from "../core/transient-ledger.ts";
import { systemClock } from "../engine/system-clock.ts";
import { pushCheck } from "./push.ts";

const token = "c4n4ry-of-the-pushes";
const hourMs = 3_600_000;
const noon = Date.UTC(2026, 5, 1, 12);
const options = {
  token,
  readings: { backups: "count", size: "bytes" },
  expect: { heartbeat: { warn: "2h", fail: "26h" } },
};
const surroundings = { env: {}, readFile: () => "", redact: (text: string) => text };

let pushes = 0;
const push = (change: Partial<Push>): Push => ({
  id: `p${(pushes += 1)}`,
  at: noon,
  readings: {},
  ...change,
});

/** A check with its ledger, and what a run of it at some time finds. */
const open = (change: object = {}, ledger: Ledger = createTransientLedger()) => {
  const check = pushCheck.prepare({ ...options, ...change }, surroundings);
  const run = { signal: new AbortController().signal, timeoutMs: 15_000, ledger };
  return {
    ledger,
    take: async (found: Partial<Push>, now = noon) => await check.takePush?.(push(found), { ledger, now }),
    run: (now = noon): Promise<Outcome> => check.probe({ ...run, clock: { ...systemClock, now: () => now } }),
    accepts: check.acceptsPush,
  };
};

const pushed = async (found: Partial<Push>): Promise<Ledger> => {
  const { ledger, take } = open();
  const now = systemClock.now();
  await take({ at: now, ...found }, now);
  return ledger;
};

describeCheckType("push", {
  type: pushCheck,
  good: () => options,
  ledger: () => pushed({ readings: { backups: 3 } }),
  secret: {
    value: token,
    options: () => options,
    ledger: () => pushed({ status: "down", message: `curl -H "Authorization: Bearer ${token}" failed` }),
  },
  bad: {
    "no token": { expect: { heartbeat: "1h" } },
    "a short token": { ...options, token: "123456789012345" },
    "a token as the API's": { ...options, token: "hin_1234567890123456" },
    "a token of two words": { ...options, token: "1234567890 1234567890" },
    "no word of a heartbeat": { token },
    "a heartbeat that fails before it warns": { token, expect: { heartbeat: { warn: "2h", fail: "1h" } } },
    "a reading with a push's own name": { ...options, readings: { status: "count" } },
    "a unit that is none": { ...options, readings: { backups: "apples" } },
    "an expectation of no reading": {
      ...options,
      expect: { heartbeat: "1h", readings: { backup: { min: 1 } } },
    },
  },
});

describe("push", () => {
  const own = ({ readings }: Outcome) =>
    Object.fromEntries(readings.filter(({ name }) => name !== "age").map(({ name, value }) => [name, value]));

  it("knows its token", () => {
    const { accepts } = open();
    expect(accepts?.(token)).toBe(true);
    for (const other of ["", token.slice(1), `${token} `, token.toUpperCase()])
      expect(accepts?.(other)).toBe(false);
  });

  it("says nothing before the first push, until one is overdue", async () => {
    const { run } = open();
    expect(await run()).toMatchObject({ status: "unknown", reason: { code: "push-awaited" } });
    expect(await run(noon + 26 * hourMs)).toMatchObject({ status: "unknown" });
    expect(await run(noon + 26 * hourMs + 1)).toMatchObject({
      status: "down",
      reason: { code: "push-overdue" },
    });
  });

  it("makes each push a run of its own, in their order", async () => {
    const { take, run } = open();
    for (const backups of [1, 2, 3]) await take({ readings: { backups }, at: noon + backups }, noon + 3);
    expect(own(await run())).toEqual({ backups: 1 });
    expect(own(await run())).toEqual({ backups: 2 });
    expect(own(await run())).toEqual({ backups: 3 });
    expect(own(await run())).toEqual({});
  });

  it("says whether a push has run, and takes the same one once", async () => {
    const { take, run, ledger } = open();
    const first = await take({ id: "a", readings: { backups: 1 } });
    if (first?.kind !== "taken") throw new Error("not taken");
    expect(await first.hasRun()).toBe(false);
    expect(own(await run())).toEqual({ backups: 1 });
    expect(await first.hasRun()).toBe(true);
    const again = await take({ id: "a", readings: { backups: 1 } });
    expect(again).toMatchObject({ kind: "taken", isKnown: true });
    expect(again?.kind === "taken" && (await again.hasRun())).toBe(true);
    expect(own(await run())).toEqual({});
    expect(await ledger.days({ reading: "backups", from: "2026-06-01", to: "2026-06-02" })).toHaveLength(1);
  });

  it("refuses readings that it does not have, and times that are to come", async () => {
    const { take } = open();
    expect(await take({ readings: { backup: 1 } })).toMatchObject({
      problems: [
        { path: "readings.backup", message: "is no reading of this check: this check takes backups, size" },
      ],
    });
    expect(await take({ at: noon + 300_001 })).toMatchObject({ problems: [{ path: "at" }] });
    expect(await take({ at: noon + 300_000 })).toMatchObject({ kind: "taken" });
  });

  it("is told by the heart beats, also by pushes without readings", async () => {
    const { take, run } = open();
    await take({});
    expect(await run()).toMatchObject({ status: "up" });
    expect(await run(noon + 2 * hourMs)).toMatchObject({ status: "up" });
    expect(await run(noon + 3 * hourMs)).toMatchObject({
      status: "degraded",
      reason: { code: "push-overdue" },
    });
    expect(await run(noon + 27 * hourMs)).toMatchObject({ status: "down" });
    await take({ at: noon + 27 * hourMs }, noon + 27 * hourMs);
    expect(await run(noon + 27 * hourMs)).toMatchObject({ status: "up" });
  });

  it("believes what the sender says of itself, until it says otherwise", async () => {
    const { take, run } = open();
    await take({ status: "degraded", message: "2 of 3 discs\nare full" });
    const outcome = await run();
    expect(outcome).toMatchObject({
      status: "degraded",
      reason: { code: "push-reported", detail: "2 of 3 discs are full" },
    });
    expect(await run(noon + 60_000)).toMatchObject({ status: "degraded" });
    await take({ at: noon + 120_000 }, noon + 120_000);
    expect(await run(noon + 120_000)).toMatchObject({ status: "up" });
  });

  it("judges the values that stand, each as old as its push", async () => {
    const readings = { backups: { min: 2, by: "13:00" } };
    const { take, run } = open({ expect: { heartbeat: "none", readings } });
    await take({ readings: { backups: 3 } });
    expect(await run()).toMatchObject({ status: "up" });
    expect(await run(noon + 23 * hourMs)).toMatchObject({ status: "up" });
    const late = await run(noon + 25 * hourMs);
    expect(late).toMatchObject({ status: "down", reason: { code: "reading-missing" } });
    await take({ readings: { backups: 1 }, at: noon + 25 * hourMs }, noon + 25 * hourMs);
    expect(await run(noon + 25 * hourMs)).toMatchObject({ reason: { code: "reading-too-low" } });
  });

  it("lets a late push be history: a value of its day, not of now", async () => {
    const { take, run, ledger } = open();
    const days = async () =>
      (await ledger.days({ reading: "backups", from: "2026-01-01", to: "2027-01-01" })).map(
        ({ day, value, provisional }) => [day, value, provisional],
      );
    await take({ readings: { backups: 5 } });
    await run();
    const late = await take({ readings: { backups: 4 }, at: noon - hourMs, status: "down" });
    expect(late).toMatchObject({ isLate: true });
    const outcome = await run();
    expect(outcome).toMatchObject({ status: "up" });
    expect(own(outcome)).toEqual({});
    expect(await days()).toEqual([["2026-06-01", 5, true]]);
    await take({ readings: { backups: 2 }, at: noon - 48 * hourMs });
    await take({ readings: { backups: 6 }, at: noon + 24 * hourMs }, noon + 24 * hourMs);
    expect(await days()).toEqual([
      ["2026-05-30", 2, false],
      ["2026-06-01", 5, false],
      ["2026-06-02", 6, true],
    ]);
  });

  it("ends where a plain account ends, in whatever order pushes come, run and are repeated", async () => {
    const step = fc.record({
      minute: fc.integer({ min: 0, max: 4000 }),
      backups: fc.integer({ min: 0, max: 9 }),
      id: fc.integer({ min: 0, max: 30 }),
      runs: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { take, run, ledger } = open();
        const seen = new Set<number>();
        const byDay = new Map<string, { at: number; value: number }>();
        let newest = -1;
        for (const { minute, backups, id, runs } of steps) {
          const at = noon + minute * 60_000;
          await take({ id: String(id), at, readings: { backups } }, noon + 4000 * 60_000);
          if (runs) await run(noon);
          if (seen.has(id)) continue;
          seen.add(id);
          const day = new Date(at).toISOString().slice(0, 10);
          const kept = byDay.get(day);
          const isNewestDay = newest >= 0 && new Date(newest).toISOString().slice(0, 10) === day;
          if (!kept || !isNewestDay || at >= newest) byDay.set(day, { at, value: backups });
          newest = Math.max(newest, at);
        }
        const days = await ledger.days({ reading: "backups", from: "2026-01-01", to: "2027-01-01" });
        expect(Object.fromEntries(days.map(({ day, value }) => [day, value]))).toEqual(
          Object.fromEntries([...byDay].map(([day, { value }]) => [day, value])),
        );
        for (let left = seen.size; left > 0; left -= 1) await run(noon);
        expect(await ledger.memo(`push.${seen.size}`)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });
});
