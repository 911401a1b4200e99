import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveRow } from "./derive-row.ts";

/** The sum of the fourteen days that end with a day. */
const total = (truth: readonly number[], day: number): number =>
  truth.slice(Math.max(0, day - 13), day + 1).reduce((sum, count) => sum + count, 0);

const totals = (truth: readonly number[], days: readonly number[]) =>
  new Map(days.map((day) => [day, total(truth, day)] as const));

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe("a row's days", () => {
  it("follow from unbroken sums once it was at zero", () => {
    const truth = [
      ...Array.from({ length: 20 }, () => 0),
      3,
      0,
      4,
      1,
      ...Array.from({ length: 20 }, () => 2),
    ];
    const days = deriveRow(totals(truth, range(19, 43)), new Map());
    for (const day of range(6, 43)) expect(days.get(day)).toBe(truth[day]);
  });

  it("are not known where the row was there before", () => {
    const truth = Array.from({ length: 60 }, (_, at) => 1 + (at % 3));
    expect(deriveRow(totals(truth, range(20, 59)), new Map()).size).toBe(0);
  });

  it("are not known after a day without a sum, until it has left the fourteen days", () => {
    const truth = [
      ...Array.from({ length: 14 }, () => 0),
      ...Array.from({ length: 40 }, (_, at) => 1 + (at % 5)),
    ];
    const sampled = range(13, 53).filter((day) => day !== 20 && day !== 21);
    const days = deriveRow(totals(truth, sampled), new Map());
    expect(days.get(19)).toBe(truth[19]);
    for (const day of [20, 21, 34, 35]) expect(days.has(day)).toBe(false);
    for (const day of [23, 24, 33, 37]) expect(days.get(day)).toBe(truth[day]);
  });

  it("are none where the sums contradict each other", () => {
    const known = new Map(range(1, 14).map((day) => [day, 1]));
    expect(deriveRow(new Map([[14, 12]]), known)).toEqual(new Map());
  });

  it("are the truth, or are not there, whatever sums are missing", () => {
    const story = fc.record({
      truth: fc.array(fc.oneof(fc.constant(0), fc.nat(3), fc.nat(50)), { minLength: 20, maxLength: 70 }),
      missed: fc.array(fc.nat(70), { maxLength: 12 }),
      known: fc.array(fc.nat(70), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(story, ({ truth, missed, known }) => {
        const sampled = range(13, truth.length - 1).filter((day) => !missed.includes(day));
        const given = known.flatMap((day) => (truth[day] === undefined ? [] : [[day, truth[day]] as const]));
        const derived = deriveRow(totals(truth, sampled), new Map(given));
        for (const [day, value] of derived) expect(value).toBe(truth[day] ?? 0);
      }),
      { numRuns: 500 },
    );
  });
});
