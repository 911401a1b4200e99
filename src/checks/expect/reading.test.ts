import { describe, expect, it } from "vitest";
import type { Ledger } from "../../core/ledger.ts";
import type { Reading } from "../../core/outcome.ts";
import { createTransientLedger } from "../../core/transient-ledger.ts";
import { createReadingJudge, readingExpectations, type ReadingMoment } from "./reading.ts";

const schema = readingExpectations(["commits"]);
const dayMs = 86_400_000;
const noon = Date.UTC(2026, 5, 1, 12);

const judgeOf = (commits: unknown, timezone?: string) =>
  createReadingJudge(schema.parse({ commits }), { timezone, redact: (text) => text });

const commits = (value: number): readonly Reading[] => [{ name: "commits", value, unit: "count" }];

/** Judges values one after the other and gives the worst status of each. */
const played = async (
  expectation: unknown,
  values: readonly (readonly [number | undefined, number])[],
  { ledger = createTransientLedger(), timezone }: { ledger?: Ledger; timezone?: string } = {},
) => {
  const found = [];
  for (const [value, now] of values) {
    // Anew each time, as after a restart: everything that matters is in the ledger.
    const { judge } = judgeOf(expectation, timezone);
    const judgements = await judge(value === undefined ? [] : commits(value), { now, ledger });
    found.push(judgements.find(({ status }) => status !== "up")?.reason?.code ?? "up");
  }
  return found;
};

const once = async (expectation: unknown, value: number | undefined, moment?: Partial<ReadingMoment>) =>
  await judgeOf(expectation).judge(value === undefined ? [] : commits(value), { now: noon, ...moment });

describe("min, max and eq", () => {
  it.each([
    [{ min: 1 }, 1, "up", undefined, "at least 1"],
    [{ min: 1 }, 0, "down", "reading-too-low", "at least 1"],
    [{ max: 5, severity: "degraded" }, 6, "degraded", "reading-too-high", "at most 5"],
    [{ min: 1, max: 5 }, 3, "up", undefined, "1 to 5"],
    [{ eq: 7 }, 7, "up", undefined, "7"],
    [{ eq: 7 }, 7.1, "down", "reading-mismatch", "7"],
    [{ min: 1 }, undefined, "down", "reading-missing", "at least 1"],
  ])("%j with %j is %s", async (expectation, value, status, code, expected) => {
    const [judgement] = await once(expectation, value);
    expect(judgement).toMatchObject({ subject: "commits", status, expected });
    expect(judgement?.reason?.code).toBe(code);
  });

  it("judges each of a list with its own severity", async () => {
    const judgements = await once([{ max: 10, severity: "degraded" }, { max: 20 }], 15);
    expect(judgements.map(({ status }) => status)).toEqual(["degraded", "up"]);
  });

  it("needs no ledger unless something from before is asked for", () => {
    expect(judgeOf({ min: 1, by: "21:00" }).usesLedger).toBe(false);
    expect(judgeOf([{ min: 1 }, { stale: "2d" }]).usesLedger).toBe(true);
    expect(judgeOf({ change: { max: "50%" } }).usesLedger).toBe(true);
  });
});

describe("by", () => {
  it("lets what may still come be missing until that time of day, and the day's end", async () => {
    const at = (text: string) => Date.parse(`${text}+09:00`);
    const values = [
      [0, at("2026-06-01T20:59:59")],
      [0, at("2026-06-01T21:00:00")],
      [0, at("2026-06-01T23:59:59")],
      [0, at("2026-06-02T00:00:00")],
      [undefined, at("2026-06-02T20:00:00")],
      [undefined, at("2026-06-02T21:00:00")],
      [1, at("2026-06-02T22:00:00")],
    ] as const;
    expect(await played({ min: 1, by: "21:00" }, values, { timezone: "Asia/Tokyo" })).toEqual([
      "up",
      "reading-too-low",
      "reading-too-low",
      "up",
      "up",
      "reading-missing",
      "up",
    ]);
  });

  it("says that it is not due yet", async () => {
    const [judgement] = await once({ min: 1, by: "21:00" }, 0);
    expect(judgement).toMatchObject({ actual: "0, not due before 21:00", expected: "at least 1 by 21:00" });
  });

  it("does not put off what is too much", async () => {
    expect(await played({ min: 1, max: 5, by: "21:00" }, [[6, noon]])).toEqual(["reading-too-high"]);
  });

  it("takes no value of yesterday for one of today", async () => {
    const yesterday = { times: { commits: noon - dayMs } };
    const [judgement] = await judgeOf({ min: 1, by: "11:00" }).judge(commits(3), { now: noon, ...yesterday });
    expect(judgement).toMatchObject({ status: "down", actual: "no value of today" });
  });
});

const minuteMs = 60_000;
/** Far enough apart that no missed change is held against an older value. */
const apart = (values: readonly (number | undefined)[]) =>
  values.map((value, index) => [value, noon + index * 20 * minuteMs] as const);

describe("change", () => {
  it.each([
    [{ max: "50%" }, [10, 15, 22, 34], ["up", "up", "up", "reading-changed"]],
    [{ min: "-20%" }, [10, 8, 6], ["up", "up", "reading-changed"]],
    [{ max: 3, min: -3 }, [10, 13, 16.5, 13], ["up", "up", "reading-changed", "reading-changed"]],
    [{ max: "50%" }, [0, 0, 1], ["up", "up", "reading-changed"]],
    [{ max: "50%" }, [-10, -4], ["up", "reading-changed"]],
    [{ min: 0 }, [1, 1, 0], ["up", "up", "reading-changed"]],
    [{ max: 30, per: "1h" }, [0, 10, 21], ["up", "up", "reading-changed"]],
    [{ max: 5, against: "1h" }, [0, 3, 6, 5, 9], ["up", "up", "up", "up", "reading-changed"]],
  ] as const)("%j over %j", async (change, values, expected) => {
    expect(await played({ change }, apart(values))).toEqual(expected);
  });

  it("compares over runs without the reading", async () => {
    const codes = await played([{ change: { max: 1 } }, { stale: "1d" }], apart([1, undefined, 5]));
    expect(codes).toEqual(["up", "reading-missing", "reading-changed"]);
  });

  it("holds a change that is missed against the same value for ten minutes, so that it can be confirmed", async () => {
    const values = [0, 20, 60, 620].map(
      (seconds, index) => [index === 0 ? 1 : 9, noon + seconds * 1000] as const,
    );
    expect(await played({ change: { max: 1 } }, values)).toEqual([
      "up",
      "reading-changed",
      "reading-changed",
      "up",
    ]);
  });

  it("begins anew with another unit", async () => {
    const { judge } = judgeOf({ change: { max: 1 } });
    const ledger = createTransientLedger();
    await judge(commits(1), { now: noon, ledger });
    const other: Reading = { name: "commits", value: 1000, unit: "ms" };
    expect(await judge([other], { now: noon + 1, ledger })).toMatchObject([{ status: "up" }]);
  });

  it("against the weekday and the mean of the days that the source dates", async () => {
    const ledger = createTransientLedger();
    const day = (text: string, value: number) =>
      ({ reading: "commits", part: "", day: text, value, unit: "count", provisional: false }) as const;
    await ledger.write({ days: [day("2026-05-25", 10), day("2026-05-30", 2), day("2026-05-31", 4)] });
    const weekday = judgeOf({ change: { min: "-50%", against: "weekday" } });
    expect(await weekday.judge(commits(4), { now: noon, ledger })).toMatchObject([
      { status: "down", actual: "10 to 4 (-60%)" },
    ]);
    const mean = judgeOf({ change: { max: "20%", against: "mean", days: 2 } });
    expect(await mean.judge(commits(4), { now: noon, ledger })).toMatchObject([
      { status: "down", actual: "3 to 4 (+33.33%)" },
    ]);
  });

  it("against the mean of the values that were seen on days before, where the source dates none", async () => {
    const values = [2, 4, 6, 6].map(
      (value, index) => [value, noon + Math.floor(index / 2) * dayMs + index] as const,
    );
    const change = { max: "50%", against: "mean" };
    expect(await played({ change }, [...values, [8, noon + 2 * dayMs]])).toEqual([
      "up",
      "up",
      "reading-changed",
      "reading-changed",
      "reading-changed",
    ]);
    expect(await played({ change }, [...values, [6.75, noon + 2 * dayMs]])).toMatchObject({ 4: "up" });
  });

  it("waits with a fall until what may still come is due", async () => {
    const change = { min: "-50%" };
    const due = Date.UTC(2026, 5, 1, 21);
    expect(
      await played({ change, by: "21:00" }, [
        [9, noon],
        [1, noon + 1],
      ]),
    ).toEqual(["up", "up"]);
    expect(
      await played({ change, by: "21:00" }, [
        [9, noon],
        [1, due],
      ]),
    ).toEqual(["up", "reading-changed"]);
  });
});

describe("stale", () => {
  it("lets the last value stand for so long", async () => {
    const hours = [0, 1, 24, 24.1].map((hour) => noon + hour * 60 * minuteMs);
    const values = hours.map((at, index) => [index === 0 ? 3 : undefined, at] as const);
    expect(await played({ max: 5, stale: "1d" }, values)).toEqual(["up", "up", "up", "reading-stale"]);
    expect(await played({ max: 2, stale: "1d" }, values)).toEqual([
      "reading-too-high",
      "reading-too-high",
      "reading-too-high",
      "reading-stale",
    ]);
  });

  it("is not met by what was never there", async () => {
    const [judgement] = await once({ stale: "1d" }, undefined, { ledger: createTransientLedger() });
    expect(judgement).toMatchObject({ subject: "commits age", actual: "no value yet", status: "down" });
  });

  it("goes by the time that the source tells", async () => {
    const moment = { times: { commits: noon - 2 * dayMs }, ledger: createTransientLedger() };
    const [judgement] = await once({ stale: "1d" }, 3, moment);
    expect(judgement).toMatchObject({ status: "down", actual: "2d old", reason: { code: "reading-stale" } });
  });

  it("writes an unchanged value only now and then", async () => {
    const ledger = createTransientLedger();
    let writes = 0;
    const counted: Ledger = { ...ledger, write: (change) => ((writes += 1), ledger.write(change)) };
    const values = Array.from({ length: 100 }, (_, index) => [1, noon + index * minuteMs] as const);
    await played({ stale: "1d" }, values, { ledger: counted });
    expect(writes).toBe(4);
  });

  it("forgets a memo that it cannot read", async () => {
    const ledger = createTransientLedger();
    await ledger.write({ memos: { "expect.commits": "{" } });
    expect(await played({ change: { max: 1 } }, [[1, noon]], { ledger })).toEqual(["up"]);
  });
});

describe("what is no expectation", () => {
  it.each([
    [{}, "needs min, max, eq, change or stale"],
    [{ min: 2, max: 1 }, "nothing would be good"],
    [{ eq: 1, min: 0 }, "leave min and max out"],
    [{ max: 1, by: "21:00" }, "needs min, eq or change.min"],
    [{ min: 1, by: "00:00" }, "must be later than 00:00"],
    [{ min: 1, by: "24:00" }, "must be a time of day"],
    [{ change: {} }, "needs min or max"],
    [{ change: { min: "5%", max: "-5%" } }, "min must not be greater than max"],
    [{ change: { max: "lots" } }, "must be a number, or a percentage"],
    [{ change: { max: 1, against: "tuesday" } }, "must be previous, weekday, mean"],
    [{ change: { max: 1, per: "1h", against: "mean" } }, "needs `against: previous`"],
    [{ change: { max: 1, days: 3 } }, "needs `against: mean`"],
    [{ stale: "0s" }, "must be at least 1s"],
    [[], ">=1"],
  ])("%j", (commits, message) => {
    const { error } = schema.safeParse({ commits });
    expect(JSON.stringify(error?.issues)).toContain(message);
  });

  it("is said of a type that knows what its readings can be", () => {
    const known = readingExpectations({ size: { least: 0 }, load: { least: 0, most: 1 } });
    const said = (raw: unknown) => JSON.stringify(known.safeParse(raw).error?.issues ?? "fine");
    expect(said({ size: { min: 0 } })).toContain("is always met: the reading is never less than 0");
    expect(said({ load: { max: 1 } })).toContain("is always met: the reading is never greater than 1");
    expect(said({ load: { min: 2 } })).toContain("can never be met: the reading is at least 0, at most 1");
    expect(said({ size: { min: 1 } })).toBe('"fine"');
    expect(said({ sise: { min: 1 } })).toContain("sise");
  });
});
