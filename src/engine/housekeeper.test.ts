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
        return refuse ? Promise.reject(new Error("disk full")) : Promise.resolve();
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
  await clock.advance(30_000);
  expect(done.slice(4)).toEqual(["roll up in Asia/Tokyo", "prune runs after 1"]);
  await housekeeper.stop();
  expect(clock.pending()).toBe(0);
});

test("an error is told and the next round tries again", async () => {
  const { clock, done, errors, housekeeper, setRefusal } = start([]);
  setRefusal(true);
  await clock.advance(2_000);
  setRefusal(false);
  await clock.advance(30_000);
  expect(errors).toEqual([new Error("disk full")]);
  expect(done).toEqual(["roll up in Asia/Tokyo", "roll up in Asia/Tokyo", "prune runs after 1"]);
  await housekeeper.stop();
});
