import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../src/app.ts";
import { systemClock } from "../src/engine/system-clock.ts";
import { contest, ratioOf } from "./measure/contest.ts";
import { medianOf, quantileOf, slopeOf, sortedOf } from "./measure/statistics.ts";
import { nodeClient } from "./probe/contestants.ts";
import { writeConfigFile } from "./product/config-file.ts";
import { compareWithHistory } from "./report/history.ts";
import { createPastCheck, createRandom, pastRuns } from "./store/generated.ts";
import { startTarget } from "./target/target.ts";

let folder = "";
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "hinomi-bench-test-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("statistics", () => {
  expect(medianOf([3, 1, 2])).toBe(2);
  expect(medianOf([4, 1, 2, 3])).toBe(2.5);
  expect(quantileOf(sortedOf(Array.from({ length: 100 }, (_, index) => index)), 0.99)).toBe(99);
  expect(quantileOf([], 0.5)).toBeNaN();
  expect(slopeOf([1, 3, 5, 7])).toBeCloseTo(2);
});

test("a ratio is judged only against the same runtime, and only twice the recorded one is worse", () => {
  const recorded = { "probe http / node-floor": 1.5, "probe http / c-floor": 3 };
  const history = [{ date: "2026-01-01", version: "0", node: "24", ratios: recorded }];
  const worse = (node: number) =>
    compareWithHistory(
      { "probe http / node-floor": node, "probe http / c-floor": 90, "run / new": 9 },
      history,
    ).worse;
  expect(worse(2.9)).toEqual([]);
  expect(worse(3.1)).toEqual(["probe http / node-floor"]);
  expect(compareWithHistory({ "probe http / node-floor": 99 }, []).worse).toEqual([]);
});

test.each(["yaml", "json"] as const)("the %s configuration is valid", (format) => {
  const target = { url: "http://127.0.0.1:1" };
  const { file } = writeConfigFile({ folder, target, checks: 5, everyMs: 2000, format });
  const { config, problems } = readConfig(file, {}, systemClock);
  expect(problems).toEqual([]);
  expect(config?.checks.map(({ id, everyMs }) => `${id} ${everyMs}`)).toContain("check-4 2000");
});

test("the generated past is in the order of time and complete", () => {
  const random = createRandom(1);
  const checks = [createPastCheck("a", 60_000, random), createPastCheck("b", 180_000, random)];
  const runs = [...pastRuns(checks, 0, 3_600_000)];
  expect(runs).toHaveLength(60 + 20);
  expect(runs.every(({ slot }, index) => slot > (runs[index - 1]?.slot ?? -1) - 60_000)).toBe(true);
});

test("clients take turns against a target", async () => {
  const target = await startTarget(folder);
  const clients = [await nodeClient("net", "floor", target), await nodeClient("hinomi", "Hinomi", target)];
  const [floor, ours] = await contest(clients, { rounds: 2, operations: 20 });
  for (const one of clients) await one.stop();
  await target.stop();
  expect([floor?.failures, ours?.failures]).toEqual([0, 0]);
  expect(floor && ours && ratioOf(ours, floor)).toBeGreaterThan(0);
});
