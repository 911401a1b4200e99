import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startFakeGitHub, type FakeGitHub } from "../../../test/support/github/fake-github.ts";
import { playCheck, readingOf, type Played } from "../../../test/support/github/play-check.ts";
import {
  makeTrafficTruth,
  shownTraffic,
  trueTraffic,
  type TrafficTruth,
} from "../../../test/support/github/traffic-truth.ts";
import {
  makeOwner,
  makeRepository,
  makeToken,
  makeWorld,
  type World,
} from "../../../test/support/github/world.ts";
import { addDays } from "../../core/day.ts";
import type { DayValue } from "../../core/ledger.ts";
import { createSqliteStore } from "../../stores/sqlite/store.ts";
import { createGitHubTrafficCheck } from "../github-traffic.ts";
import { createDesk } from "../github/desk.ts";
import { eachDay } from "../github/day-calendar.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const began = Date.UTC(2026, 7, 1);
/** The check begins after a month that nobody fetched. */
const firstFetch = began + 30 * dayMs + 9 * hourMs;
const lastFetch = firstFetch + 60 * dayMs;

/** Stretches of hours since the first fetch without a fetch: a night, two days, and twenty days. */
const missed = [
  [10, 30],
  [9 * 24, 11 * 24 + 5],
  [25 * 24, 45 * 24 + 7],
] as const;

let seed = 7;
const chance = () => {
  seed = (seed * 16_807) % 2_147_483_647;
  return seed / 2_147_483_647;
};

let github: FakeGitHub;
let world: World;
let now = firstFetch;
let folder: string;
let truths: ReadonlyMap<number, TrafficTruth>;

beforeEach(async () => {
  const repositories = [
    makeRepository("hana/works"),
    makeRepository("hana/quiet"),
    makeRepository("hana/secret", { isPrivate: true }),
  ];
  truths = new Map(
    repositories.map(({ id }, at) => [
      id,
      makeTrafficTruth(chance, {
        began,
        days: 92,
        busy: [40, 3, 12][at] ?? 0,
        rowCount: [14, 2, 6][at] ?? 0,
      }),
    ]),
  );
  world = makeWorld({
    now: () => now,
    owners: [makeOwner("hana")],
    repositories,
    // No right to contents: traffic needs none.
    tokens: [
      makeToken("github_pat_traffic", {
        login: "hana",
        kind: "fine-grained",
        scopes: [],
        permissions: { administration: "read" },
      }),
    ],
  });
  github = await startFakeGitHub({ world });
  folder = mkdtempSync(join(tmpdir(), "hinomi-traffic-"));
});
afterEach(async () => {
  await github.stop();
  rmSync(folder, { recursive: true });
});

const openStore = () => createSqliteStore({ path: join(folder, "store.db") });

/** A new process each time: nothing is known but what the store keeps. */
const play = async (at: number, isCut: boolean): Promise<Played> => {
  now = at;
  const cut = new AbortController();
  const end = github.requests().length + 7;
  const trace = () => isCut && github.requests().length >= end && cut.abort();
  for (const repository of world.repositories) {
    const truth = truths.get(repository.id);
    if (truth) repository.traffic = shownTraffic(truth, now);
  }
  const store = openStore();
  const played = await playCheck({
    type: createGitHubTrafficCheck(createDesk()),
    github,
    options: { owner: "hana" },
    timezone: "Asia/Tokyo",
    ledger: store.ledger.of("traffic"),
    run: { signal: cut.signal, trace },
  });
  await store.close();
  return played;
};

const instants = (): number[] => {
  const found: number[] = [];
  for (let at = firstFetch; at <= lastFetch; at += 5 * hourMs + Math.floor(chance() * 40 * 60_000)) {
    const hours = (at - firstFetch) / hourMs;
    if (!missed.some(([from, to]) => hours >= from && hours < to)) found.push(at);
  }
  return found;
};

const utcDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Days that some fetch saw whole and when nothing more could come: those must be the truth. */
const seenWhole = (fetches: readonly number[]): ReadonlySet<string> =>
  new Set(fetches.flatMap((at) => eachDay(addDays(utcDay(at), -12), addDays(utcDay(at), -2))));

/** Reads with a store that is opened once more. */
const withKept = async (
  read: (
    keptDays: (reading: string, part: string) => Promise<ReadonlyMap<string, DayValue>>,
  ) => Promise<void>,
): Promise<void> => {
  const store = openStore();
  const range = { from: "2000-01-01", to: "2100-01-01" };
  try {
    await read(async (reading, part) => {
      const days = await store.ledger.of("traffic").days({ reading, part, ...range });
      return new Map(days.map((day) => [day.day, day]));
    });
  } finally {
    await store.close();
  }
};

type KeptDays = Parameters<Parameters<typeof withKept>[0]>[0];

const allDays = eachDay(utcDay(firstFetch - 14 * dayMs), utcDay(lastFetch));

type Truth = (day: string) => number;

const truthOf = (parts: readonly number[], metric: "views" | "clones", field: "count" | "uniques"): Truth => {
  const all = parts.flatMap((part) => truths.get(part) ?? []).map((truth) => trueTraffic(truth, metric));
  return (day) => all.reduce((sum, days) => sum + (days.get(day)?.[field] ?? 0), 0);
};

const markOf = (value: DayValue | undefined): string =>
  value ? (value.provisional ? "at least" : "") : "gap";

/** Every day is the truth, or is marked: as a gap, or as provisional, with no more than the truth. */
const expectTruth = (days: ReadonlyMap<string, DayValue>, truth: Truth, whole: ReadonlySet<string>) => {
  for (const day of allDays) {
    const value = days.get(day);
    if (whole.has(day)) expect([day, value?.provisional]).toEqual([day, false]);
    if (value?.provisional) expect(value.value).toBeLessThanOrEqual(truth(day));
    else if (value) expect([day, value.value]).toEqual([day, truth(day)]);
  }
};

const printTable = async (keptDays: KeptDays): Promise<void> => {
  const [works] = world.repositories;
  const readings = ["views", "views_uniques", "clones"] as const;
  const part = String(works?.id);
  const kept = await Promise.all(readings.map((reading) => keptDays(reading, part)));
  const whole = await keptDays("views", "");
  const truth = truthOf([works?.id ?? 0], "views", "count");
  const cell = (value: DayValue | undefined) => `${value?.value ?? ""}`.padStart(7);
  const lines = allDays.map((day) => {
    const marked = markOf(kept[0]?.get(day)).padEnd(9);
    return `${day} ${String(truth(day)).padStart(6)} ${kept.map((one) => cell(one.get(day))).join("")} ${cell(whole.get(day))}  ${marked}`;
  });
  process.stdout.write(`day         truth   views uniques clones   whole\n${lines.join("\n")}\n`);
};

const expectAllDays = async (keptDays: KeptDays, whole: ReadonlySet<string>): Promise<void> => {
  const ids = world.repositories.map(({ id }) => id);
  for (const metric of ["views", "clones"] as const) {
    for (const id of ids) {
      expectTruth(await keptDays(metric, String(id)), truthOf([id], metric, "count"), whole);
      expectTruth(await keptDays(`${metric}_uniques`, String(id)), truthOf([id], metric, "uniques"), whole);
    }
    expectTruth(await keptDays(metric, ""), truthOf(ids, metric, "count"), whole);
    expect(await keptDays(`${metric}_uniques`, "")).toEqual(new Map());
  }
  const views = await keptDays("views", String(ids[0]));
  const gaps = allDays.filter((day) => !views.has(day));
  // Of the twenty days without a fetch GitHub still showed the last fourteen.
  expect(gaps.length).toBeGreaterThanOrEqual(4);
  expect(gaps.length).toBeLessThanOrEqual(8);
};

/** What was derived for single referrers and paths is what their renewals brought. */
const expectAllRows = async (keptDays: KeptDays): Promise<void> => {
  for (const [id, truth] of truths) {
    const tables = { referrer_views: truth.referrers, path_views: truth.paths };
    for (const [reading, rows] of Object.entries(tables)) {
      let derived = 0;
      for (const [row, counts] of Object.entries(rows))
        for (const { day, value } of (await keptDays(reading, `${id} ${row}`)).values()) {
          expect([row, day, value]).toEqual([row, day, counts[(Date.parse(day) - began) / dayMs] ?? 0]);
          derived += 1;
        }
      const all = Object.keys(rows).length;
      process.stdout.write(`${reading}: ${derived} days of ${all} rows of repository ${id}\n`);
    }
  }
};

describe("sixty days of traffic", () => {
  it("are the truth or a marked gap, over missed days, cut edges, restarts and a new name", async () => {
    const fetches = instants();
    const whole: number[] = [];
    let latest: Played | undefined;
    let cuts = 0;
    for (const [at, instant] of fetches.entries()) {
      const [works] = world.repositories;
      if (works && at === 60) Object.assign(works, { name: "renamed", formerNames: ["hana/works"] });
      const isCut = at % 7 === 3;
      latest = await play(instant, isCut);
      if (isCut) cuts += 1;
      else expect(latest.outcome.reason).toBeUndefined();
      if (!isCut) whole.push(instant);
    }
    const ids = world.repositories.map(({ id }) => id);
    await withKept(async (keptDays) => {
      await printTable(keptDays);
      await expectAllDays(keptDays, seenWhole(whole));
      await expectAllRows(keptDays);
    });
    const today = utcDay(fetches.at(-1) ?? 0);
    const shown = world.repositories.flatMap(({ traffic }) => traffic.views);
    const outcome = latest?.outcome ?? { readings: [], status: "unknown", judgements: [] };
    expect(readingOf(outcome, "views_14d")).toBe(shown.reduce((sum, { count }) => sum + count, 0));
    expect(readingOf(outcome, "views_yesterday")).toBe(truthOf(ids, "views", "count")(addDays(today, -1)));
    expect(readingOf(outcome, "views_uniques_14d")).toBeUndefined();
    process.stdout.write(`${fetches.length} fetches by as many processes, ${cuts} of them ended early\n`);
  }, 240_000);
});
