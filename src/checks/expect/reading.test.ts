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
