import { expect, test } from "vitest";
import { createManualClock } from "../../test/support/manual-clock.ts";
import type { Retention } from "../core/store.ts";
import { startHousekeeper } from "./housekeeper.ts";

const retention: Retention = { runs: 1, hours: 3, days: 4, incidents: 5 };

const start = (left: number[]) => {
  const clock = createManualClock();
  const done: string[] = [];
  const errors: unknown[] = [];
  let refuse = false;
  const housekeeper = startHousekeeper({
    housekeeping: {
      rollUp: (_now, timezone) => {
        done.push(`roll up in ${timezone}`);
        return refuse ? Promise.reject(new Error("disk full")) : Promise.resolve(false);
      },
      prune: (_now, kept) => {
        done.push(`prune runs after ${kept.runs}`);
        return Promise.resolve((left.shift() ?? 0) > 0);
      },
    },
    clock,
    settings: () => ({ timezone: "Asia/Tokyo", retention }),
    onError: (error) => errors.push(error),
  });
  return { clock, done, errors, housekeeper, setRefusal: (next: boolean) => (refuse = next) };
};

test("rolls up, then deletes in steps until nothing is left, again and again", async () => {
  const { clock, done, housekeeper } = start([1, 1, 0]);
  await clock.advance(2_000);
  expect(done).toEqual(["roll up in Asia/Tokyo", ...Array(3).fill("prune runs after 1")]);
  await clock.advance(10_000);
  expect(done.slice(4)).toEqual(["roll up in Asia/Tokyo", "prune runs after 1"]);
  await housekeeper.stop();
  expect(clock.pending()).toBe(0);
});

test("goes on rolling up while there is always more to delete", async () => {
  const { clock, done, housekeeper } = start(Array<number>(100_000).fill(1));
  await clock.advance(120_000);
  expect(done.filter((what) => what.startsWith("roll up")).length).toBeGreaterThan(3);
  await housekeeper.stop();
});

test("a round that takes long is never met by another", async () => {
  const clock = createManualClock();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let rounds = 0;
  const housekeeper = startHousekeeper({
    housekeeping: {
      rollUp: () => {
        rounds += 1;
        return promise;
      },
      prune: () => Promise.resolve(false),
    },
    clock,
    settings: () => ({ timezone: "UTC", retention }),
    onError: () => {},
  });
  await clock.advance(600_000);
  expect(rounds).toBe(1);
  resolve(false);
  await clock.advance(10_000);
  expect(rounds).toBe(2);
  await housekeeper.stop();
});

test("an error is told once, and again after it was over; each round tries again", async () => {
  const { clock, done, errors, housekeeper, setRefusal } = start([]);
  setRefusal(true);
  await clock.advance(12_000);
  expect(errors).toEqual([new Error("disk full")]);
  setRefusal(false);
  await clock.advance(10_000);
  const rollUp = "roll up in Asia/Tokyo";
  expect(done).toEqual([rollUp, rollUp, rollUp, "prune runs after 1"]);
  setRefusal(true);
  await clock.advance(10_000);
  expect(errors).toHaveLength(2);
  await housekeeper.stop();
});
