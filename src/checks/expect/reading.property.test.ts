import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayOf } from "../../core/day.ts";
import type { Reading } from "../../core/outcome.ts";
import { createTransientLedger } from "../../core/transient-ledger.ts";
import { createReadingJudge, readingExpectations } from "./reading.ts";

const schema = readingExpectations(["depth"]);
const start = Date.UTC(2026, 2, 7, 3);
const holdMs = 600_000;

const depth = (value: number): readonly Reading[] => [{ name: "depth", value, unit: "count" }];
const codesOf = async (
  judge: ReturnType<typeof createReadingJudge>,
  ...asked: Parameters<typeof judge.judge>
) => (await judge.judge(...asked)).flatMap(({ reason }) => reason?.code ?? []);

interface Step {
  readonly afterMs: number;
  readonly value: number | undefined;
}

const walk = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 1, max: 2 * holdMs }),
    value: fc.option(fc.integer({ min: -20, max: 20 }), { nil: undefined }),
  }),
  { maxLength: 40 },
);

/** What should be found, said once more and plainly: everything is in variables, nothing in a ledger. */
const createModel = (limit: { readonly max: number; readonly rise: number; readonly staleMs: number }) => {
  let last: { readonly value: number; readonly at: number } | undefined;
  let base: number | undefined;
  let heldUntil = 0;
  return (value: number | undefined, now: number): readonly string[] => {
    if (value === undefined) {
      if (!last || now - last.at > limit.staleMs) return ["reading-stale"];
      const codes = last.value > limit.max ? ["reading-too-high"] : [];
      return base !== undefined && last.value - base > limit.rise ? [...codes, "reading-changed"] : codes;
    }
    const codes = value > limit.max ? ["reading-too-high"] : [];
    if (last && now >= heldUntil) base = last.value;
    last = { value, at: now };
    if (base === undefined || value - base <= limit.rise) {
      heldUntil = 0;
      return codes;
    }
    if (now >= heldUntil) heldUntil = now + holdMs;
    return [...codes, "reading-changed"];
  };
};

describe("random walks", () => {
  it("are judged as a simple model says, with a new judge for every run", async () => {
    await fc.assert(
      fc.asyncProperty(walk, async (steps: readonly Step[]) => {
        const ledger = createTransientLedger();
        const model = createModel({ max: 10, rise: 6, staleMs: 1_800_000 });
        let now = start;
        for (const { afterMs, value } of steps) {
          now += afterMs;
          const expectation = { max: 10, change: { max: 6 }, stale: "30m" };
          const judge = createReadingJudge(schema.parse({ depth: expectation }), { redact: (text) => text });
          const found = await codesOf(judge, value === undefined ? [] : depth(value), { now, ledger });
          expect(found).toEqual(model(value, now));
        }
      }),
    );
  });
});

const zones = [
  "UTC",
  "Asia/Tokyo",
  "America/New_York",
  "Europe/Berlin",
  "America/Sao_Paulo",
  "Australia/Lord_Howe",
];

describe("by", () => {
  it("turns once a day from not due to due, at that time on the wall, over changes of clocks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2017, 0, 1), max: Date.UTC(2027, 0, 1) }),
        fc.integer({ min: 1, max: 1439 }),
        async (timezone, from, minutes) => {
          const by = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
          const judge = createReadingJudge(schema.parse({ depth: { min: 1, by } }), {
            timezone,
            redact: (text) => text,
          });
          const shown = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, timeStyle: "short" });
          let before: { readonly day: string; readonly isDue: boolean } | undefined;
          for (let now = from; now < from + 60 * 3_600_000; now += 600_000) {
            const isDue = (await codesOf(judge, depth(0), { now })).length > 0;
            const day = dayOf(now, timezone);
            // Within a day it never goes back; a time that comes twice is due from the first.
            if (before?.day === day && before.isDue) expect(isDue).toBe(true);
            if (isDue && before?.day === day && !before.isDue) expect(shown.format(now) >= by).toBe(true);
            if (!isDue) expect(shown.format(now) < by).toBe(true);
            before = { day, isDue };
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});
